import { dollarBody, endOfQuoted, hole, lastDollars, type SqlReading } from './quoting.ts';

/**
 * One token of SQL with its place. `quoted` is an identifier in backticks, double quotes or brackets, and `text` what
 * is inside; `body` is what stands between dollar quotes: a string, or the code of a function. Comments are no tokens.
 */
export interface SqlToken {
  kind: 'word' | 'quoted' | 'string' | 'body' | 'symbol';
  text: string;
  start: number;
  end: number;
}

export interface SqlTokens {
  tokens: readonly SqlToken[];
  /** Where a quote or comment opens that never closes: nothing from there on is among the tokens. */
  unreadFrom: number | null;
}

const space = /\s+/y;
const lineComment = /--[^\n]*|#(?=\s)[^\n]*/y;
/** MySQL runs what stands in such a comment, so only its brackets are skipped. */
const runComment = /\/\*M?!\d*/y;
const word = new RegExp(String.raw`[\p{L}_@${hole}][\p{L}\p{N}$#@_${hole}]*`, 'uy');
const number = /\d[\w.]*/y;
const bracketed = /\[([A-Za-z_\u0080-\uFFFF][\w $\u0080-\uFFFF-]{0,127})\]/y;
const lineOfDelimiter = /DELIMITER[ \t]+(\S{1,16})[^\n]*/iy;
const lineOfGo = /GO(?=[ \t]*\r?(?:\n|$))/iy;

/**
 * Reads SQL of any dialect, tolerantly: MySQL, PostgreSQL, SQL Server and SQLite differ in quoting above all. A
 * backslash escapes in strings where the text is MySQL's (it has backticks), or where it cannot be read otherwise.
 */
export function readSql(text: string): SqlTokens {
  if (!text.includes('\\')) return readAs(text, { backslash: false });
  const first = readAs(text, { backslash: text.includes('`') });
  if (first.unreadFrom === null) return first;
  const second = readAs(text, { backslash: !text.includes('`') });
  return second.unreadFrom === null ? second : first;
}

/**
 * The tokens of the code in dollar quotes, at their places in the whole text. One body within another stays one token:
 * they could nest without end.
 */
export function tokensOfBody({ kind, text, start, end }: SqlToken): readonly SqlToken[] {
  if (kind !== 'body') return [];
  const from = start + (end - start - text.length) / 2;
  return readSql(text).tokens.map((token) => ({ ...token, start: token.start + from, end: token.end + from }));
}

function readAs(text: string, reading: SqlReading): SqlTokens {
  const tokens: SqlToken[] = [];
  const dollars = lastDollars(text);
  let delimiter = ';';
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const push = (kind: SqlToken['kind'], end: number, inside = text.slice(at, end)) => {
    tokens.push({ kind, text: inside, start: at, end });
    at = end;
  };
  while (at < text.length) {
    const skipped = take(space) ?? take(lineComment) ?? take(runComment);
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    const character = text[at]!;
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end === -1) return { tokens, unreadFrom: at };
      at = end + 2;
    } else if (delimiter !== ';' && text.startsWith(delimiter, at)) {
      push('symbol', at + delimiter.length, ';');
    } else if (character === "'" || character === '"' || character === '`') {
      const escaped = /^e$/i.test(tokens.at(-1)?.text ?? '') && tokens.at(-1)!.end === at;
      const end = endOfQuoted(text, at, character === '`' ? {} : { backslash: reading.backslash || escaped });
      if (end === -1) return { tokens, unreadFrom: at };
      push(character === "'" ? 'string' : 'quoted', end, text.slice(at + 1, end - 1).trim());
    } else if (character === '$') {
      const body = dollarBody(text, at, dollars);
      if (body === null) push('symbol', at + 1);
      else push('body', body.end, text.slice(body.from, body.to));
    } else if (character === '[' && !/[\w)\]"'`]/.test(text[at - 1] ?? '')) {
      const found = take(bracketed);
      push(found === null ? 'symbol' : 'quoted', at + (found?.[0].length ?? 1), found?.[1] ?? '[');
    } else if (beginsLine(text, at) && take(lineOfDelimiter) !== null) {
      const found = take(lineOfDelimiter)!;
      delimiter = found[1]!;
      push('symbol', at + found[0].length, ';');
    } else if (beginsLine(text, at) && take(lineOfGo) !== null) {
      push('symbol', at + 2, ';');
    } else {
      const found = take(word);
      push(found === null ? 'symbol' : 'word', at + (found ?? take(number) ?? [character])[0].length);
      if (character === ';') at = afterCopiedRows(text, tokens, at);
    }
  }
  return { tokens, unreadFrom: null };
}

function beginsLine(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n';
}

/** After `COPY … FROM stdin;` a PostgreSQL dump goes on with rows of data, up to a line `\.`. */
function afterCopiedRows(text: string, tokens: readonly SqlToken[], at: number): number {
  const [from, stdin] = tokens.slice(-3).map((token) => token.text.toUpperCase());
  if (from !== 'FROM' || stdin !== 'STDIN') return at;
  const end = text.indexOf('\n\\.', at);
  return end === -1 ? text.length : end + 3;
}
