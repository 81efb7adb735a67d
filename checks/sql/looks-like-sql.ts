import type { SqlToken } from './tokens.ts';

/** The words that a statement cannot do without, by its first: `UPDATE customers` alone may be a heading. */
const needs: Readonly<Record<string, RegExp>> = {
  SELECT: /^FROM$/,
  INSERT: /^INTO$/,
  REPLACE: /^INTO$/,
  MERGE: /^INTO$/,
  UPDATE: /^SET$/,
  DELETE: /^(?:FROM|USING)$/,
  WITH: /^(?:SELECT|INSERT|UPDATE|DELETE)$/,
  CREATE: /^(?:TABLE|VIEW|INDEX|TRIGGER|FUNCTION|PROCEDURE|POLICY)$/,
  ALTER: /^(?:TABLE|VIEW)$/,
  DROP: /^(?:TABLE|VIEW|INDEX|TRIGGER)$/,
  TRUNCATE: /^TABLE$/,
  RENAME: /^TABLE$/,
  LOCK: /^TABLES?$/,
  GRANT: /^TO$/,
  REVOKE: /^FROM$/,
};

/** Statements of so few words that only a place where SQL is run makes them one. */
const short = /^(?:USE|CALL|COPY|TRUNCATE|BEGIN|SHOW|DO)$/;

/** Words that may stand before a statement. */
const before = /^(?:EXPLAIN|ANALYZE)$/;

/** Whether a text is a statement by its words. Where it is not known to be `run`, they have to be in capitals. */
export function looksLikeSql(tokens: readonly SqlToken[], { run }: { run: boolean }): boolean {
  const words = tokens.flatMap(({ kind, text }) => (kind === 'word' ? [run ? text.toUpperCase() : text] : []));
  const first = tokens.findIndex(({ kind, text }) => kind !== 'symbol' || text !== '(');
  if (tokens[first]?.kind !== 'word') return false;
  while (before.test(words[0] ?? '')) words.shift();
  const [verb = '', ...rest] = words;
  if (run && short.test(verb)) return true;
  const needed = Object.hasOwn(needs, verb) ? needs[verb]! : undefined;
  return needed !== undefined && rest.some((word) => needed.test(word));
}
