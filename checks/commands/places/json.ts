import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { literalWord, type Word } from '../command.ts';
import type { Excerpt } from '../excerpt.ts';
import { SyntaxFault } from '../../repository/source.ts';

/** A JSON text, comments and trailing commas allowed. Throws a SyntaxFault where it is none. */
export function jsonOf({ text }: Excerpt): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const [fault] = errors;
  if (fault !== undefined) throw new SyntaxFault(printParseErrorCode(fault.error), fault.offset);
  if (tree === undefined) throw new SyntaxFault('it is empty', 0);
  return tree;
}

/** What can be read of a JSON text, or of a piece of one; undefined for none, and for one nested beyond reason. */
export function looseJsonOf(text: string): Node | undefined {
  try {
    return parseTree(text, [], { allowTrailingComma: true, disallowComments: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function at(node: Node, ...path: (string | number)[]): Node | undefined {
  return findNodeAtLocation(node, path);
}

/** The keys and values of an object; none where it is something else. */
export function entriesOf(node: Node | undefined): { key: string; value: Node }[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    value === undefined ? [] : { key: String(key!.value), value },
  );
}

/** A string's value with its places; null where the node is no string. */
export function textOf(source: Excerpt, node: Node | undefined): Excerpt | null {
  if (node?.type !== 'string') return null;
  return source.decoded(node.offset + 1, node.offset + node.length - 1, String(node.value));
}

/** The strings of a value that is a string or a list of them, at any depth. */
export function textsOf(source: Excerpt, node: Node | undefined): Excerpt[] {
  if (node?.type === 'array') return (node.children ?? []).flatMap((child) => textsOf(source, child));
  const text = textOf(source, node);
  return text === null ? [] : [text];
}

/** A list of strings as the words of one command; null where it is something else. */
export function wordsOfList(source: Excerpt, node: Node | undefined): Word[] | null {
  if (node?.type !== 'array') return null;
  const texts = (node.children ?? []).map((child) => textOf(source, child));
  return texts.includes(null) ? null : texts.map((text) => literalWord(text!));
}
