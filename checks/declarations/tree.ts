import { isMap, isScalar, isSeq } from 'yaml';
import { type JsonNode, jsonTree } from '../syntax/json.ts';
import { yamlTrees } from '../syntax/yaml.ts';
import type { Name } from './declaration.ts';

/** JSON and YAML alike: a map, a list, or a value. Anchors are not followed, so that a few lines cannot grow to millions. */
export type Tree = { entries: readonly Entry[] } | { items: readonly Tree[] } | { value: unknown; place?: Name };

export interface Entry {
  key: Name;
  value: Tree;
}

/** Reads JSON, with or without comments. Throws a SyntaxFault where it is neither. */
export function jsonAsTrees(text: string): Tree[] {
  return [ofJson(jsonTree(text))];
}

function ofJson(node: JsonNode): Tree {
  if (node.type === 'array') return { items: (node.children ?? []).map(ofJson) };
  if (node.type !== 'object') return { value: node.value as unknown, place: quotedName(node) };
  return {
    entries: (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
      key === undefined || value === undefined ? [] : [{ key: quotedName(key), value: ofJson(value) }],
    ),
  };
}

function quotedName({ value, offset, length, type }: JsonNode): Name {
  const quote = type === 'string' ? 1 : 0;
  return { name: String(value), start: offset + quote, end: offset + length - quote };
}

/** Reads every document of a YAML text. Throws a SyntaxFault where one is broken. */
export function yamlAsTrees(text: string): Tree[] {
  return yamlTrees(text).map((document) => ofYaml(document, text));
}

function ofYaml(node: unknown, text: string): Tree {
  if (isSeq(node)) return { items: node.items.map((item) => ofYaml(item, text)) };
  if (isMap(node)) {
    return {
      entries: node.items.flatMap(({ key, value }) => {
        const place = nameOf(key, text);
        return place === undefined ? [] : [{ key: place, value: ofYaml(value, text) }];
      }),
    };
  }
  const place = nameOf(node, text);
  return { value: isScalar(node) ? node.value : null, ...(place === undefined ? {} : { place }) };
}

function nameOf(node: unknown, text: string): Name | undefined {
  if (!isScalar(node) || node.range === undefined || node.range === null) return undefined;
  const [start, end] = node.range;
  const quote = text[start] === '"' || text[start] === "'" ? 1 : 0;
  return { name: String(node.value), start: start + quote, end: end - quote };
}
