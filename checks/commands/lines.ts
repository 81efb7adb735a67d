import type { Excerpt } from './excerpt.ts';

/** Each line with its line break. */
export function linesOf(source: Excerpt): Excerpt[] {
  const lines: Excerpt[] = [];
  let from = 0;
  while (from < source.text.length) {
    const end = source.text.indexOf('\n', from);
    const to = end === -1 ? source.text.length : end + 1;
    lines.push(source.part(from, to));
    from = to;
  }
  return lines;
}

/** Lines joined with those they continue on after a backslash. */
export function continuedLinesOf(source: Excerpt): Excerpt[] {
  const found: Excerpt[] = [];
  let from = 0;
  let to = 0;
  for (const { text } of linesOf(source)) {
    to += text.length;
    if (/\\\r?\n$/.test(text)) continue;
    found.push(source.part(from, to));
    from = to;
  }
  if (from < to) found.push(source.part(from, to));
  return found;
}
