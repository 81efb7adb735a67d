import type { SqlToken } from './tokens.ts';

/** A name of one or more parts: `customers`, `billing.invoices`, `[main].dbo.customers`, `billing.*`. */
export interface SqlName {
  parts: string[];
  start: number;
  end: number;
  /** The index of the token after it. */
  next: number;
}

/** Words that follow a table or stand in its place, and so are neither its name nor its alias. */
const notNames = new Set(
  (
    'AFTER ALL AND AS BEFORE BY CASCADE CROSS DEFAULT DO EACH END EXCEPT FETCH FOR FORCE FROM FULL GROUP HAVING ' +
    'IGNORE IN INNER INTERSECT INTO IS JOIN LATERAL LEFT LIMIT LOCK NATURAL NOT OF OFFSET ON OR ORDER OUTER OUTFILE ' +
    'PARTITION READ RESTRICT RETURNING RIGHT SELECT SET STRAIGHT_JOIN TABLE TABLESAMPLE THEN TO UNION UPDATE USE ' +
    'USING VALUES WHEN WHERE WINDOW WITH WRITE'
  ).split(' '),
);

/** The tokens of one statement, with the questions that a reader of it asks. Indices beyond them are no error. */
export class SqlStatement {
  readonly tokens: readonly SqlToken[];
  readonly #closings = new Map<number, number>();

  constructor(tokens: readonly SqlToken[]) {
    this.tokens = tokens;
    const open: number[] = [];
    for (const index of tokens.keys()) {
      if (this.is(index, '(')) open.push(index);
      else if (this.is(index, ')') && open.length > 0) this.#closings.set(open.pop()!, index);
    }
  }

  /** The word at `index` in capitals; empty where it is quoted, a symbol, or a later part of a name. */
  word(index: number): string {
    const token = this.tokens[index];
    return token?.kind === 'word' && !this.is(index - 1, '.') ? token.text.toUpperCase() : '';
  }

  is(index: number, symbol: string): boolean {
    const token = this.tokens[index];
    return token?.kind === 'symbol' && token.text === symbol;
  }

  /** The table, view or database that is named at `index`; null where there is none. */
  name(index: number): SqlName | null {
    if (!this.#isName(index)) return null;
    const { text, start } = this.tokens[index]!;
    const parts = [text];
    let next = index + 1;
    while (this.is(next, '.')) {
      next++;
      // SQL Server leaves the owner out: `main..customers`.
      if (this.is(next, '.')) continue;
      const part = this.tokens[next];
      if (part === undefined || (part.kind === 'symbol' && part.text !== '*')) break;
      parts.push(part.text);
      next++;
    }
    return { parts, start, end: this.tokens[next - 1]!.end, next };
  }

  /** The alias at `index`, with or without AS, and the index after it and its columns. */
  alias(index: number): { alias: string | null; next: number } {
    const at = this.word(index) === 'AS' ? index + 1 : index;
    if (!this.#isName(at)) return { alias: null, next: index };
    return { alias: this.tokens[at]!.text, next: this.afterGroup(at + 1) };
  }

  /** The index after the parentheses that open at `index`; `index` itself where none do. */
  afterGroup(index: number): number {
    return this.is(index, '(') ? (this.#closings.get(index) ?? this.tokens.length) + 1 : index;
  }

  /** The index after all words at `index` that match. */
  past(index: number, words: RegExp): number {
    let next = index;
    while (words.test(this.word(next))) next++;
    return next;
  }

  /** Whether one of the four words before `index` matches. */
  follows(index: number, words: RegExp): boolean {
    return [1, 2, 3, 4].some((back) => words.test(this.word(index - back)));
  }

  #isName(index: number): boolean {
    const token = this.tokens[index];
    return token?.kind === 'quoted' || (token?.kind === 'word' && !notNames.has(token.text.toUpperCase()));
  }
}

/** Splits tokens at their semicolons; the statements in the body of a trigger or procedure stand by themselves too. */
export function statementsOf(tokens: readonly SqlToken[]): SqlStatement[] {
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([]);
    else statements.at(-1)!.push(token);
  }
  return statements.filter((statement) => statement.length > 0).map((statement) => new SqlStatement(statement));
}
