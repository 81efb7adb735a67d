/**
 * For each character of a value, where it stands in the source it was decoded from: a JSON string, a YAML scalar, a
 * quoted shell word, a string of a program. One walk over both: the characters of the value stand in the source in
 * their order, between quotes, indents, and the backslashes of escapes. Linear, and right for every form but a
 * character written as a number, whose place is then that of its escape.
 */
export function align(source: string, value: string): number[] {
  const places: number[] = [];
  let at = 0;
  for (const character of value.split('')) {
    const found = place(source, at, character);
    places.push(Math.min(found.start, Math.max(source.length - 1, 0)));
    at = found.next;
  }
  return places;
}

/** Quotes, indents and blank lines between two characters take no more room than this. */
const gapMax = 400;

function place(source: string, from: number, character: string): { start: number; next: number } {
  if (source[from] === character && character !== '\\') return { start: from, next: from + 1 };
  for (let at = from; at < Math.min(source.length, from + gapMax); at += 1) {
    const found = source[at]!;
    if (found === '\\' && at + 1 < source.length) {
      const escape = escapeLength(source, at);
      const continues = source[at + 1] === '\n' || source[at + 1] === '\r';
      if (!continues || character === '\\') return { start: at, next: at + (continues ? 1 : escape) };
      at += 1;
    } else if (found === character) {
      return { start: at, next: at + 1 };
    } else if (isSpace(character) && isSpace(found)) {
      return { start: at, next: at + 1 };
    }
  }
  return { start: from, next: from };
}

/** `\n`, `\x41`, `\u0041`, `\u{41}`: how many characters of source an escape takes. */
function escapeLength(source: string, at: number): number {
  const kind = source[at + 1];
  const digits = source.slice(at + 2, at + 12);
  if (kind === 'x' && /^[\da-f]{2}/i.test(digits)) return 4;
  if (kind === 'u' && /^[\da-f]{4}/i.test(digits)) return 6;
  if (kind === 'u') return 2 + (/^\{[\da-f]{1,6}\}/i.exec(digits)?.[0].length ?? 0);
  return 2;
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
