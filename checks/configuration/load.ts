import { getNodeValue } from 'jsonc-parser';
import { Lines } from '../repository/position.ts';
import { at, type JsonNode, jsonTree } from '../syntax/json.ts';
import { SyntaxFault } from '../syntax/syntax-fault.ts';
import { type Configuration, configurationShape } from './configuration.ts';
import { faultOf } from './fault.ts';
import { unusable } from './unusable.ts';

/** A configuration, and where in its file each part of it stands. */
export interface LoadedConfiguration {
  path: string;
  text: string;
  value: Configuration;
  /** The place of the value at this path of keys; the whole file's where there is none. */
  spanOf(keys: (string | number)[]): { start: number; end: number };
}

/**
 * Reads the text of a bulkhead.config.json; comments and trailing commas are allowed. Throws a Failure (exit 2) that
 * lists every error in it, each with its key. `ruleIds` are the rules that waivers may name.
 */
export function loadConfiguration(path: string, text: string, ruleIds: readonly string[]): LoadedConfiguration {
  const tree = treeOf(path, text);
  const value: unknown = getNodeValue(tree);
  const parsed = configurationShape.safeParse(value);
  const faults = [
    ...repeatedKeys(tree),
    ...(parsed.error?.issues ?? []).flatMap((issue) => faultOf(issue, value, path)),
    ...unknownRules(tree, ruleIds),
    ...(parsed.success ? ambiguousPatterns(parsed.data) : []),
  ];
  if (!parsed.success || faults.length > 0) throw unusable(path, faults);
  return { path, text, value: parsed.data, spanOf: (keys) => spanOf(tree, keys) };
}

function treeOf(path: string, text: string): JsonNode {
  if (text.trim() === '') throw unusable(path, ['it is empty']);
  try {
    return jsonTree(text);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const { line, column } = new Lines(text).at(error.offset);
    throw unusable(path, [`${path}:${line}:${column}: it is not JSON here: ${error.message}`]);
  }
}

/** JSON takes the last of two keys of one name, and the other database would be gone without a word. */
function repeatedKeys(node: JsonNode, keys: readonly string[] = []): string[] {
  const names = new Set<string>();
  return (node.children ?? []).flatMap((child, index) => {
    if (node.type !== 'object') return repeatedKeys(child, [...keys, String(index)]);
    const name = String(child.children?.[0]?.value);
    const here = [...keys, name];
    const below = child.children?.[1] === undefined ? [] : repeatedKeys(child.children[1], here);
    if (names.has(name)) return [`${here.join('.')}: is written twice; keep one of them`, ...below];
    names.add(name);
    return below;
  });
}

function unknownRules(tree: JsonNode, ruleIds: readonly string[]): string[] {
  return (at(tree, 'waivers')?.children ?? []).flatMap((_waiver, index) => {
    const rule: unknown = at(tree, 'waivers', index, 'rule')?.value;
    if (typeof rule !== 'string' || ruleIds.includes(rule)) return [];
    return [`waivers.${index}.rule: there is no rule ${rule}; there are ${ruleIds.join(', ')}`];
  });
}

/** A pattern that two databases claim would give its files to whichever is written first. */
function ambiguousPatterns({ databases }: Configuration): string[] {
  const owners = new Map<string, string>();
  return Object.entries(databases).flatMap(([name, { code }]) =>
    code.flatMap((pattern, index) => {
      const owner = owners.get(pattern) ?? name;
      owners.set(pattern, owner);
      if (owner === name) return [];
      return [`databases.${name}.code.${index}: ${pattern} is ${owner}’s as well; take it out of one of them`];
    }),
  );
}

function spanOf(tree: JsonNode, keys: (string | number)[]): { start: number; end: number } {
  const node = at(tree, ...keys) ?? tree;
  return { start: node.offset, end: node.offset + node.length };
}
