import type { Declaration, Field } from './declaration.ts';
import { holdsOf } from './holds.ts';
import { readSql, tokensOfBody } from '../sql/tokens.ts';
import { SyntaxFault } from '../syntax/syntax-fault.ts';
import { SqlCursor } from './sql-cursor.ts';

/** What stands in a table's parentheses, or after ADD, and is no column. */
const noColumn = new Set([
  ...['PRIMARY', 'FOREIGN', 'UNIQUE', 'KEY', 'INDEX', 'CONSTRAINT', 'CHECK', 'FULLTEXT', 'SPATIAL', 'EXCLUDE', 'LIKE'],
  ...['PERIOD', 'PARTITION', 'VALUE', 'SYSTEM'],
]);
const alterations = new Set([
  'ADD',
  'DROP',
  'MODIFY',
  'CHANGE',
  'ALTER',
  'RENAME',
  'CONVERT',
  'SET',
  'ENGINE',
  'ORDER',
]);

/** The columns that CREATE TABLE and ALTER TABLE make, in any dialect; one declaration a statement. `offset` is added to every place. */
export function sqlDeclarations(text: string, offset = 0): Declaration[] {
  const { tokens } = readSql(text);
  const cursor = new SqlCursor(tokens.flatMap((token) => (token.kind === 'body' ? tokensOfBody(token) : token)));
  const declarations: Declaration[] = [];
  while (!cursor.atEnd) {
    const declaration = statement(cursor);
    if (declaration === undefined || declaration.fields.length === 0) continue;
    declarations.push({
      about: declaration.about,
      fields: declaration.fields.map((field) => ({ ...field, start: field.start + offset, end: field.end + offset })),
    });
  }
  return declarations;
}

/** Throws a SyntaxFault where a quote or comment never closes: nothing from there on is read. */
export function requireReadable(text: string): void {
  const { unreadFrom } = readSql(text);
  if (unreadFrom !== null) throw new SyntaxFault('the quote or comment that opens here never closes', unreadFrom);
}

/** Reads on to the end of what begins here; undefined where it makes no columns. */
function statement(cursor: SqlCursor): Declaration | undefined {
  if (cursor.take('CREATE')) {
    for (let words = 0; words < 4 && !cursor.is('TABLE') && cursor.peek()?.kind === 'word'; words += 1) cursor.next();
    if (!cursor.take('TABLE')) return undefined;
    cursor.takeAll('IF', 'NOT', 'EXISTS');
    const about = cursor.name();
    return { about, fields: cursor.take('(') ? columns(cursor) : [] };
  }
  if (cursor.take('ALTER') && cursor.take('TABLE')) {
    cursor.takeAll('IF', 'EXISTS');
    cursor.take('ONLY');
    return { about: cursor.name(), fields: alteredColumns(cursor) };
  }
  cursor.next();
  return undefined;
}

/** From behind `(` to behind its `)`. */
function columns(cursor: SqlCursor): Field[] {
  const fields: Field[] = [];
  do fields.push(...column(cursor));
  while (cursor.skipBehind(','));
  cursor.take(')');
  return fields;
}

function alteredColumns(cursor: SqlCursor): Field[] {
  const fields: Field[] = [];
  let adding = false;
  do {
    // After `ADD a int,` a name without a verb is one more column.
    const continues: boolean = adding && !alterations.has(cursor.peek()?.text.toUpperCase() ?? '');
    adding = continues || cursor.is('ADD');
    fields.push(...(continues ? column(cursor) : alteredColumn(cursor)));
  } while (cursor.skipBehind(','));
  return fields;
}

/** `ADD [COLUMN] new type`, `ADD (new type, …)`, `CHANGE [COLUMN] old new type`, `RENAME COLUMN old TO new` */
function alteredColumn(cursor: SqlCursor): Field[] {
  if (cursor.take('ADD')) {
    cursor.take('COLUMN');
    cursor.takeAll('IF', 'NOT', 'EXISTS');
    return cursor.take('(') ? columns(cursor) : column(cursor);
  }
  if (cursor.take('CHANGE')) {
    cursor.take('COLUMN');
    cursor.takeAll('IF', 'EXISTS');
    cursor.name();
    return column(cursor);
  }
  if (!cursor.take('RENAME') || !cursor.take('COLUMN')) return [];
  cursor.name();
  cursor.take('TO');
  return column(cursor);
}

/** A column’s name and type; nothing where a constraint or an index stands. */
function column(cursor: SqlCursor): Field[] {
  const token = cursor.peek();
  if (token === undefined || token.kind === 'symbol') return [];
  if (token.kind === 'word' && noColumn.has(token.text.toUpperCase())) return [];
  cursor.next();
  const type = cursor.peek();
  const holds = type === undefined || type.kind === 'symbol' ? 'unknown' : holdsOf(type.text);
  const quote = token.kind === 'quoted' ? 1 : 0;
  return [{ name: token.text, start: token.start + quote, end: token.end - quote, holds }];
}
