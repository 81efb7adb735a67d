import {
  findNodeAtLocation,
  getNodeValue,
  type Node as JsonNode,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { dataNestingMax } from '../../policies/check.ts';
import { requireShallow, withinStack } from './nesting.ts';
import { SyntaxFault } from './syntax-fault.ts';

export type { JsonNode };

/** JSON with places; comments and trailing commas are allowed. Throws a SyntaxFault where the text is none, or empty. */
export function jsonTree(text: string): JsonNode {
  const errors: ParseError[] = [];
  const tree = parse(text, errors);
  const [fault] = errors;
  if (fault !== undefined) throw new SyntaxFault(printParseErrorCode(fault.error), fault.offset);
  if (tree === undefined) throw new SyntaxFault('it is empty', 0);
  return tree;
}

/** What can be read of a JSON text, or of a piece of one; undefined for none, and for one nested beyond reason. */
export function looseJsonTree(text: string): JsonNode | undefined {
  try {
    return parse(text, []);
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}

/** The value of what can be read of a JSON text. */
export function looseJson(text: string): unknown {
  const tree = looseJsonTree(text);
  return tree === undefined ? undefined : (getNodeValue(tree) as unknown);
}

/** An object of JSON as such; anything else as an empty one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function at(node: JsonNode, ...path: (string | number)[]): JsonNode | undefined {
  return findNodeAtLocation(node, path);
}

/** The keys and values of an object; none where it is something else. */
export function entriesOf(node: JsonNode | undefined): { key: string; value: JsonNode }[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    value === undefined ? [] : { key: String(key!.value), value },
  );
}

function parse(text: string, errors: ParseError[]): JsonNode | undefined {
  const tree = withinStack(() => parseTree(text, errors, { allowTrailingComma: true, disallowComments: false }));
  if (tree === undefined) return undefined;
  requireShallow(
    tree,
    dataNestingMax,
    ({ children = [] }, visit) => children.forEach(visit),
    ({ offset }) => offset,
  );
  return tree;
}
