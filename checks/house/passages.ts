import { wordsOf } from './words.ts';

/** A part of a document whose words belong together. */
export interface Passage {
  start: number;
  text: string;
  /** Words of the header, for a row of a table. */
  around: readonly string[];
}

/**
 * A document in parts: lines; for Markdown sentences, which may go over lines but not over the end of a paragraph, a
 * list item, a heading or a table's row.
 */
export function passagesOf(path: string, text: string, from = 0): Passage[] {
  const lines = linesOf(text, from);
  return path.endsWith('.md') ? blocksOf(lines).flatMap(sentencesOf) : lines;
}

function linesOf(text: string, from: number): Passage[] {
  const lines: Passage[] = [];
  for (let start = from; start < text.length;) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next + 1;
    lines.push({ start, text: text.slice(start, end), around: [] });
    start = end;
  }
  return lines;
}

function blocksOf(lines: readonly Passage[]): Passage[] {
  const blocks: Passage[] = [];
  let header: string[] | undefined;
  let open = false;
  for (const line of lines) {
    const isRow = /^[ \t]*\|/.test(line.text);
    header = isRow ? (header ?? wordsOf(line.text)) : undefined;
    const begins = !open || isRow || /^[ \t]*(?:[-*+#>]|\d{1,9}[.)][ \t])/.test(line.text);
    if (begins) blocks.push({ ...line, around: header ?? [] });
    else blocks.at(-1)!.text += line.text;
    open = !isRow && line.text.trim() !== '';
  }
  return blocks;
}

function sentencesOf({ start, text, around }: Passage): Passage[] {
  const ends = [...text.matchAll(/[.!?;](?=\s)/g)].map((match) => match.index + 1);
  return [...ends, text.length].map((end, index) => {
    const begin = ends[index - 1] ?? 0;
    return { start: start + begin, text: text.slice(begin, end), around };
  });
}
