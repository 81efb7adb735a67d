import { isScalar, isSeq, Scalar } from 'yaml';
import { literalWord, type Word } from '../command.ts';
import type { Excerpt } from '../excerpt.ts';

/** A string's value with its places; null where the node is none. */
export function textOf(source: Excerpt, node: unknown): Excerpt | null {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return null;
  const [start, end] = node.range;
  const block = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  const quoted = node.type === Scalar.QUOTE_SINGLE || node.type === Scalar.QUOTE_DOUBLE;
  const from = block ? source.text.indexOf('\n', start) + 1 : quoted ? start + 1 : start;
  return source.decoded(from, Math.max(end, from), node.value);
}

/** The strings of a value: one, or a list of them at any depth. */
export function textsOf(source: Excerpt, node: unknown): Excerpt[] {
  if (isSeq(node)) return node.items.flatMap((item) => textsOf(source, item));
  const text = textOf(source, node);
  return text === null ? [] : [text];
}

/** A list of scalars as the words of one command; null where it is something else. */
export function wordsOfList(source: Excerpt, node: unknown): Word[] | null {
  if (!isSeq(node)) return null;
  const texts = node.items.map((item) => textOf(source, item));
  return texts.includes(null) ? null : texts.map((text) => literalWord(text!, !/\$[({\w]/.test(text!.text)));
}
