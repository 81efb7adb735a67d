import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { exitCode, Failure } from '../../failure.ts';
import { type Configuration, configurationShape } from './configuration.ts';

/** A configuration, and where in its file each part of it stands. */
export interface LoadedConfiguration {
  path: string;
  value: Configuration;
  /** The place of the value at this path of keys; the whole file's where there is none. */
  spanOf(keys: (string | number)[]): { start: number; end: number };
}

/**
 * Reads the text of a bulkhead.config.json. Throws a Failure (exit 2) that lists every error in it, each with its key.
 * `ruleIds` are the rules that waivers may name.
 */
export function loadConfiguration(path: string, text: string, ruleIds: readonly string[]): LoadedConfiguration {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const [fault] = errors;
  if (fault !== undefined) {
    throw unusable(path, [`it is not JSON: ${printParseErrorCode(fault.error)} at offset ${fault.offset}`]);
  }
  if (tree === undefined) throw unusable(path, ['it is empty']);
  const parsed = configurationShape.safeParse(getNodeValue(tree));
  if (!parsed.success) {
    throw unusable(
      path,
      parsed.error.issues.map((issue) => `${issue.path.join('.') || path}: ${issue.message}`),
    );
  }
  const unknownRules = parsed.data.waivers.flatMap(({ rule }, index) =>
    ruleIds.includes(rule) ? [] : [`waivers.${index}.rule: there is no rule ${rule}; there are ${ruleIds.join(', ')}`],
  );
  if (unknownRules.length > 0) throw unusable(path, unknownRules);
  return { path, value: parsed.data, spanOf: (keys) => spanOf(tree, keys) };
}

function unusable(path: string, faults: readonly string[]): Failure {
  return new Failure(`${path} cannot be used: ${faults.join('; ')}`, {
    fix: 'correct these keys; `bulkhead check --help` shows an example, and the file’s $schema lets an editor help',
    exitCode: exitCode.wrongUse,
  });
}

function spanOf(tree: Node, keys: (string | number)[]): { start: number; end: number } {
  const node = findNodeAtLocation(tree, keys) ?? tree;
  return { start: node.offset, end: node.offset + node.length };
}
