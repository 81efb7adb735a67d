import { posix } from 'node:path';
import { normalPath } from '../repository/normal-path.ts';
import type { Database } from '../configuration/databases.ts';
import { mostSpecific } from '../repository/most-specific.ts';

/**
 * Whose a file of SQL is: by the most specific of the `code` patterns and of the folders that hold the schemas, because
 * migrations lie beside their schema whoever owns the code there. A folder with two schemas in it decides nothing.
 */
export function sqlOwner(databases: readonly Database[]): (path: string) => Database | undefined {
  const folders = databases.map((database) => ({ database, folder: schemaFolder(database) }));
  const decisive = folders.filter(
    ({ database, folder }) =>
      folder !== '.' && !folders.some((other) => other.database !== database && other.folder === folder),
  );
  return mostSpecific([
    ...decisive.map(({ database, folder }) => [`${folder}/**`, database] as const),
    ...databases.flatMap((database) => database.code.map((pattern) => [pattern, database] as const)),
  ]);
}

function schemaFolder({ schema, schemaFiles }: Database): string {
  const path = normalPath(schema);
  return schemaFiles.includes(path) ? posix.dirname(path) : path;
}
