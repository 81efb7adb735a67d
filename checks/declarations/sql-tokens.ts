export interface SqlToken {
  /** A name without its quotes; a word, a number or a sign as it stands. */
  text: string;
  start: number;
  end: number;
  kind: 'word' | 'quoted' | 'sign';
}

/**
 * Comments and strings of any dialect are skipped; names may stand in `a`, "a" or [a]. `#a` is a temporary table and
 * `#>` an operator, so only `# a` is a comment. Nothing here backtracks over what it took: hostile text costs its length.
 */
const pattern =
  /--[^\n]*|#(?![\w>-])[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'?|`([^`]*)`|"([^"\n]*)"|\[([A-Za-z_][\w $]*)\]|([\p{L}_][\p{L}\p{N}_$]*)|([^\s\p{L}])/gu;

/** The tokens of an SQL text. Never throws: what it does not know is a sign. */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole, backticks, quotes, brackets, word, sign] = match;
    const name = backticks ?? quotes ?? brackets;
    if (name === undefined && word === undefined && sign === undefined) continue;
    const start = match.index + (name === undefined ? 0 : 1);
    tokens.push({
      ...{ text: name ?? whole, start, end: start + (name ?? whole).length },
      kind: name !== undefined ? 'quoted' : word !== undefined ? 'word' : 'sign',
    });
  }
  return tokens;
}
