/** How a reading of SQL understands a backslash in a string. */
export interface SqlReading {
  backslash?: boolean;
}

/** Stands in SQL for what only a running program knows: the expansion in a template, one character for all of it. */
export const hole = '\uE000';

/** The offset after the closing quote of what opens at `start`; a doubled quote does not close. -1 where none does. */
export function endOfQuoted(text: string, start: number, { backslash = false }: SqlReading): number {
  const quote = text[start]!;
  for (let at = start + 1; at < text.length; at++) {
    if (backslash && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return -1;
}

/** Where each dollar quote (`$$`, `$body$`) of a text stands for the last time: one that opens there never closes. */
export function lastDollars(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(/(?=(\$(?:[A-Za-z_]\w{0,62})?\$))/g)].map((found) => [found[1]!, found.index]));
}

/** What stands between the dollar quotes that open at `start`; null where they are none, or never close. */
export function dollarBody(
  text: string,
  start: number,
  last: ReadonlyMap<string, number>,
): { from: number; to: number; end: number } | null {
  const tag = /^\$(?:[A-Za-z_]\w{0,62})?\$/.exec(text.slice(start, start + 65))?.[0];
  if (tag === undefined || last.get(tag)! < start + tag.length) return null;
  const to = text.indexOf(tag, start + tag.length);
  return { from: start + tag.length, to, end: to + tag.length };
}
