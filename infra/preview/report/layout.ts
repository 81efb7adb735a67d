/** Terminals, and the logs of CI, show this much of a line. */
export const columns = 80;

/** A branch of a tree: its line, and what hangs below it. */
export interface Branch {
  label: string;
  branches?: readonly Branch[];
}

/** Draws a tree. A label that is too long goes on below itself. */
export function tree(branches: readonly Branch[], indent = ''): string[] {
  return branches.flatMap(({ label, branches: below = [] }, index) => {
    const last = index === branches.length - 1;
    const [head = '', ...rest] = wrapped(label, columns - indent.length - 3);
    const next = `${indent}${last ? '   ' : '│  '}`;
    return [
      `${indent}${last ? '└─ ' : '├─ '}${head}`,
      ...rest.map((line) => `${next}${below.length > 0 ? '│  ' : '   '}${line}`),
      ...tree(below, next),
    ];
  });
}

/** As many names as fit into a line, and how many more there are. */
export function folded(head: string, names: readonly string[], width: number): string {
  let shown = names.length;
  const line = () =>
    [head, [...names.slice(0, shown), ...(shown < names.length ? [`… ${names.length - shown} more`] : [])].join(', ')]
      .filter((part) => part !== '')
      .join('  ');
  while (shown > 1 && line().length > width) shown -= 1;
  return line();
}

/** Breaks a text between words; a word that is longer than a line stays whole, so that it can be copied. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A text on lines of its own, each with the same indent. */
export function paragraph(indent: string, text: string): string[] {
  return wrapped(text, columns - indent.length).map((line) => `${indent}${line}`);
}
