import type { JsonNode } from '../../syntax/json.ts';
import { literalWord, type Word } from '../command.ts';
import type { Excerpt } from '../excerpt.ts';

/** A string's value with its places; null where the node is no string. */
export function textOf(source: Excerpt, node: JsonNode | undefined): Excerpt | null {
  if (node?.type !== 'string') return null;
  return source.decoded(node.offset + 1, node.offset + node.length - 1, String(node.value));
}

/** The strings of a value that is a string or a list of them, at any depth. */
export function textsOf(source: Excerpt, node: JsonNode | undefined): Excerpt[] {
  if (node?.type === 'array') return (node.children ?? []).flatMap((child) => textsOf(source, child));
  const text = textOf(source, node);
  return text === null ? [] : [text];
}

/** A list of strings as the words of one command; null where it is something else. */
export function wordsOfList(source: Excerpt, node: JsonNode | undefined): Word[] | null {
  if (node?.type !== 'array') return null;
  const texts = (node.children ?? []).map((child) => textOf(source, child));
  return texts.includes(null) ? null : texts.map((text) => literalWord(text!));
}
