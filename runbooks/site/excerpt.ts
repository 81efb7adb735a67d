/** Lines of a file that a reader should see, by their numbers, which count from 1. */
export interface Passage {
  from: number;
  to: number;
}

const indentOf = (line: string) => /^\s*/.exec(line)![0].length;
const closes = /^\s*[)}\]]/;

/** From a line to the last that belongs to it, as its indentation tells: a job of a workflow, a list of JSON. */
export function blockAt(lines: readonly string[], index: number): Passage {
  const own = indentOf(lines[index]!);
  const after = lines.findIndex(
    (line, at) => at > index && line.trim() !== '' && indentOf(line) <= own && !closes.test(line),
  );
  return { from: index + 1, to: withoutBlankEnd(lines, after < 0 ? lines.length : after) };
}

/** Statements of SQL in which a name stands, each with the comment above it. */
export function statementsWith(lines: readonly string[], name: RegExp): Passage[] {
  const found: Passage[] = [];
  let from = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') from = index + 1;
    if (line.trimStart().startsWith('--') || !line.trimEnd().endsWith(';')) continue;
    const statement = lines.slice(from, index + 1).filter((one) => !one.startsWith('--'));
    if (statement.some((one) => name.test(one))) found.push({ from: from + 1, to: index + 1 });
    from = index + 1;
  }
  return joined(found);
}

/** The title of a page in Markdown, and its first paragraph. */
export function beginningOfPage(lines: readonly string[]): Passage[] {
  const title = lines.findIndex((line) => line.startsWith('# '));
  const first = lines.findIndex((line, at) => at > title && line.trim() !== '');
  if (title < 0 || first < 0) return [{ from: 1, to: lines.length }];
  const end = lines.findIndex((line, at) => at > first && line.trim() === '');
  return [{ from: title + 1, to: end < 0 ? lines.length : end }];
}

/** Passages that touch are one. */
function joined(passages: readonly Passage[]): Passage[] {
  const together: Passage[] = [];
  for (const passage of passages) {
    const last = together.at(-1);
    if (last !== undefined && last.to + 1 === passage.from) last.to = passage.to;
    else together.push({ ...passage });
  }
  return together;
}

function withoutBlankEnd(lines: readonly string[], end: number): number {
  let to = end;
  while (to > 1 && lines[to - 1]!.trim() === '') to -= 1;
  return to;
}
