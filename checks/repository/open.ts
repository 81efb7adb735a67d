import type { Configuration, DatabaseConfiguration } from '../configuration/configuration.ts';
import { readDatabases } from '../configuration/read-databases.ts';
import type { Files } from './files.ts';
import { mostSpecific } from './most-specific.ts';
import type { Repository } from './repository.ts';
import { decode } from './text.ts';

/** A repository as its configuration describes it. Reads the schemas, and nothing else until it is asked. */
export function openRepository(files: Files, configuration: Configuration): Repository {
  const databases: DatabaseConfiguration[] = Object.entries(configuration.databases).map(([name, database]) => ({
    name,
    ...database,
  }));
  const owner = mostSpecific(databases.flatMap((database) => database.code.map((pattern) => [pattern, database])));
  const bridge = mostSpecific(configuration.bridges.map(({ path }) => [path, path]));
  const paths = new Set(files.paths);
  const withoutDatabases = {
    configuration,
    paths,
    text(path: string) {
      if (!paths.has(path)) return undefined;
      try {
        return decode(files.read(path));
      } catch {
        return undefined;
      }
    },
    ownerOf: owner,
    bridgeOf: bridge,
  };
  return { ...withoutDatabases, databases: readDatabases(databases, withoutDatabases) };
}
