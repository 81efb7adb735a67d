/**
 * Whether a command printed what its page shows. `…` within a line stands for any text, a line that is only `…` for any
 * number of lines; the rest is compared to the letter, but for space at the ends of lines and below the last one.
 */
export function outputMatches(shown: readonly string[], printed: string): boolean {
  const pattern = withoutEnd(shown)
    .map((line) => (line === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escaped).join('.*')}\\n`))
    .join('');
  const lines = withoutEnd(printed.split('\n')).map((line) => `${line}\n`);
  return new RegExp(`^${pattern}$`).test(lines.join(''));
}

function withoutEnd(lines: readonly string[]): string[] {
  const trimmed = lines.map((line) => line.trimEnd());
  return trimmed.slice(0, trimmed.findLastIndex((line) => line !== '') + 1);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
