import type { SqlFacts } from './sql-facts.ts';
import type { TableReference } from './table-references.ts';

/** What a database's own files of SQL once created. */
export interface Past {
  /**
   * Whether a table without qualifier was the database's own when this was written. Migrations are never rewritten: a
   * table that moved to another database is still created, altered and dropped in the old one's. Only one that was
   * never dropped is a breach, where it was last created.
   */
  excuses(reference: TableReference): boolean;
}

/** By file of SQL, the past of its database. Files are taken in the order of their names, as migrations are run. */
export function pastTables(
  facts: ReadonlyMap<string, SqlFacts>,
  ownerOf: (path: string) => string | undefined,
): ReadonlyMap<string, Past> {
  const created = new Map<string, Map<string, TableReference | null>>();
  const pasts = new Map<string, Past>();
  for (const [path, { references }] of facts) {
    const owner = path.endsWith('.sql') ? ownerOf(path) : undefined;
    if (owner === undefined) continue;
    const tables = created.get(owner) ?? new Map<string, TableReference | null>();
    created.set(owner, tables);
    for (const reference of references) {
      const table = reference.parts.at(-1)!.toLowerCase();
      if (reference.parts.length > 1) continue;
      if (reference.act === 'creates') tables.set(table, reference);
      else if (reference.act === 'drops' && tables.has(table)) tables.set(table, null);
    }
    pasts.set(path, {
      excuses(reference) {
        const table = reference.parts[0]!.toLowerCase();
        return reference.parts.length === 1 && tables.has(table) && tables.get(table) !== reference;
      },
    });
  }
  return pasts;
}
