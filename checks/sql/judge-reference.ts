import { hole } from './quoting.ts';
import type { TableReference } from './table-references.ts';
import type { Foreign } from './territories.ts';

/** Whose table a reference is, where it is not one of the database's own; `certain` where the text alone says so. */
export interface Reach {
  database: string;
  certain: boolean;
}

/**
 * Judges one reference in the code of a database. A name that a program computes can be anything, so it only counts
 * where the same file also writes down a foreign name that fits (`strings`), or where its constant part fits one.
 */
export function reachOf({ parts }: TableReference, foreign: Foreign, strings: ReadonlySet<string>): Reach | null {
  const names = parts.map((part) => part.toLowerCase());
  const table = names.at(-1)!;
  const qualifiers = names.slice(0, -1);
  for (const qualifier of qualifiers) {
    const database = foreign.qualifiers.get(qualifier);
    if (database !== undefined) return { database, certain: true };
  }
  const hidden = qualifiers.filter((qualifier) => qualifier.includes(hole));
  if (qualifiers.every((qualifier) => foreign.ownQualifiers.has(qualifier) || hidden.includes(qualifier))) {
    const database = foreign.tables.get(table);
    if (database !== undefined) return { database, certain: true };
    if (table.includes(hole) && hidden.length === 0) return possible(table, foreign.tables, strings);
  }
  if (foreign.ownTables.has(table)) return null;
  for (const qualifier of hidden) {
    const found = possible(qualifier, foreign.qualifiers, strings);
    if (found !== null) return found;
  }
  return null;
}

function possible(name: string, foreign: ReadonlyMap<string, string>, strings: ReadonlySet<string>): Reach | null {
  const [first = '', ...rest] = name.split(hole);
  const last = rest.at(-1) ?? '';
  for (const [one, database] of foreign) {
    const fits = one.length >= first.length + last.length && one.startsWith(first) && one.endsWith(last);
    if (fits && (first.length + last.length > 0 || strings.has(one))) return { database, certain: false };
  }
  return null;
}
