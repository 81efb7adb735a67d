import { statementsOf } from './statement.ts';
import { TableReader, type TableReference } from './table-references.ts';
import { type SqlToken, tokensOfBody } from './tokens.ts';

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

/** The code of a function stands in dollar quotes. */
function inCode(token: SqlToken): TableReference[] {
  return statementsOf(tokensOfBody(token)).flatMap((statement) =>
    new TableReader(statement, { fragment: false }).read(),
  );
}
