import { tablesOfEachDatabase } from '../../policies/databases.ts';
import type { Database } from '../configuration/databases.ts';
import type { Breach } from '../rule.ts';

/** Tables that a schema holds although an earlier one in the configuration does: a table has one owner. */
export function* sharedTables(databases: readonly Database[]): Iterable<Breach> {
  const owners = new Map<string, { database: string; file: string }>();
  for (const database of databases) {
    for (const { file, start, end, name, namespace } of database.tables) {
      if ((tablesOfEachDatabase as readonly string[]).includes(name)) continue;
      const table = `${namespace ?? ''}.${name}`.toLowerCase();
      const owner = owners.get(table) ?? { database: database.name, file };
      owners.set(table, owner);
      if (owner.database === database.name) continue;
      yield {
        ...{ file, start, end },
        problem: `the table ${name} is in the schema of ${database.name} and in that of ${owner.database} (${owner.file})`,
        fix: 'take it out of the schema that does not own it, or name it apart with @@map if they are two tables',
      };
    }
  }
}

/** Variables that a database's URL is read from although an earlier database's is: whoever sets one sets both. */
export function* sharedVariables(databases: readonly Database[]): Iterable<Breach> {
  const owners = new Map<string, string>();
  for (const database of databases) {
    for (const { file, start, end, variable } of database.urlVariables) {
      const owner = owners.get(variable) ?? database.name;
      owners.set(variable, owner);
      if (owner === database.name) continue;
      yield {
        ...{ file, start, end },
        problem: `${variable} is the URL of ${owner} and of ${database.name}`,
        fix: `give ${database.name} a variable of its own, such as ${database.name.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`,
      };
    }
  }
}
