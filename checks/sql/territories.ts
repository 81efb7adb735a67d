import { tablesOfEachDatabase } from '../../policies/databases.ts';
import type { Database } from '../configuration/databases.ts';

/** What lies beyond a database's wall: names in small letters, with the database that they belong to. */
export interface Foreign {
  /** Names that stand before a table's: of databases, and of the namespaces in them. */
  qualifiers: ReadonlyMap<string, string>;
  tables: ReadonlyMap<string, string>;
  /** Names that may stand before a table of the database's own. */
  ownQualifiers: ReadonlySet<string>;
  ownTables: ReadonlySet<string>;
}

/** The namespaces that every server has; SQLite calls each database that it opens `main`. */
const namespacesOfAll = ['public', 'dbo'];
const namespacesOfSqlite = ['main', 'temp'];

/** For each database what is foreign to it. `urlNames`: the names that URLs in the repository give the databases. */
export function foreignTo(
  databases: readonly Database[],
  urlNames: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, Foreign> {
  const territories = databases.map((database) => ({ name: database.name, ...territoryOf(database, urlNames) }));
  return new Map(
    territories.map(({ name, qualifiers, tables }) => {
      const others = territories.filter((other) => other.name !== name);
      const beyond = (of: 'qualifiers' | 'tables', own: ReadonlySet<string>) =>
        new Map(others.flatMap((other) => [...other[of]].flatMap((one) => (own.has(one) ? [] : [[one, other.name]]))));
      return [
        name,
        {
          qualifiers: beyond('qualifiers', qualifiers),
          tables: beyond('tables', tables),
          ownQualifiers: qualifiers,
          ownTables: tables,
        },
      ];
    }),
  );
}

function territoryOf({ name, provider, tables }: Database, urlNames: ReadonlyMap<string, ReadonlySet<string>>) {
  const named = [name, ...(urlNames.get(name) ?? []), ...tables.flatMap(({ namespace }) => namespace ?? [])];
  return {
    qualifiers: inSmallLetters([...named, ...namespacesOfAll, ...(provider === 'sqlite' ? namespacesOfSqlite : [])]),
    tables: inSmallLetters([...tables.map((table) => table.name), ...tablesOfEachDatabase]),
  };
}

function inSmallLetters(names: readonly string[]): Set<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
