import { statementsOf } from './statement.ts';
import { TableReader, type TableReference } from './table-references.ts';
import { readSql, type SqlToken } from './tokens.ts';

/**
 * Every table that SQL names, without the names that a statement gives itself. `fragment` says that the text is a part
 * of a statement: `JOIN customers ON …`.
 */
export function readReferences(tokens: readonly SqlToken[], { fragment = false } = {}): TableReference[] {
  return statementsOf(tokens).flatMap((statement) => [
    ...new TableReader(statement, { fragment }).read(),
    ...(/^(?:CREATE|DO)$/.test(statement.word(0)) ? statement.tokens.flatMap(inCode) : []),
  ]);
}

/** The code of a function stands in dollar quotes. One body within another is not read: they could nest without end. */
function inCode(token: SqlToken): TableReference[] {
  if (token.kind !== 'body') return [];
  const from = token.start + (token.end - token.start - token.text.length) / 2;
  return statementsOf(readSql(token.text).tokens)
    .flatMap((statement) => new TableReader(statement, { fragment: false }).read())
    .map((reference) => ({ ...reference, start: reference.start + from, end: reference.end + from }));
}
