import { hole } from './quoting.ts';
import type { SqlName, SqlStatement } from './statement.ts';

/** Tables with commas between, each perhaps with an alias, in parentheses, or a subquery (which is read by itself). */
export function tablesListed(statement: SqlStatement, at: number): SqlName[] {
  const names: SqlName[] = [];
  for (let next = at; ; next++) {
    const { name, end } = tableAt(statement, next);
    if (name !== null) names.push(name);
    next = statement.past(statement.alias(end).next, /^(?:READ|WRITE|LOCAL)$/);
    if (end === at || !statement.is(next, ',')) return names;
  }
}

/** One of a list, where it is a table, and the index after it. */
export function tableAt(statement: SqlStatement, at: number): { name: SqlName | null; end: number } {
  const start = statement.past(at, /^(?:ONLY|LATERAL|TABLE)$/);
  let inside = start;
  while (statement.is(inside, '(')) inside++;
  const name = statement.name(inside);
  if (name === null) return { name, end: statement.afterGroup(start) };
  // What a program puts in parentheses is a query, and `unnest(…)` a function of this database.
  const isQuery = inside > start && name.parts[0]!.includes(hole);
  const isFunction = statement.is(name.next, '(') && name.parts.length === 1;
  return {
    name: isQuery || isFunction ? null : name,
    end: statement.afterGroup(inside > start ? start : name.next),
  };
}

/** `WITH recent AS (…), old (id) AS NOT MATERIALIZED (…)`: names for queries, not tables; in small letters. */
export function queriesNamed(statement: SqlStatement, at: number): string[] {
  const names: string[] = [];
  for (let next = at; ; next++) {
    const name = statement.name(next);
    if (name === null) return names;
    next = statement.afterGroup(name.next);
    if (statement.word(next) !== 'AS') return names;
    names.push(name.parts[0]!.toLowerCase());
    next = statement.afterGroup(statement.past(next + 1, /^(?:NOT|MATERIALIZED)$/));
    if (!statement.is(next, ',')) return names;
  }
}
