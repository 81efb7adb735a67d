import { type FactsCache, noCache } from '../cache.ts';
import type { Configuration, DatabaseConfiguration } from '../configuration/configuration.ts';
import { readDatabases } from '../configuration/read-databases.ts';
import { plainFacts } from '../plain-facts.ts';
import type { Files } from './files.ts';
import { mostSpecific } from './most-specific.ts';
import type { Repository } from './repository.ts';
import { Source } from './source.ts';
import { decode } from './text.ts';

/** A repository as its configuration describes it. Reads the schemas, and nothing else until it is asked. */
export function openRepository(files: Files, configuration: Configuration, cache: FactsCache = noCache): Repository {
  const databases: DatabaseConfiguration[] = Object.entries(configuration.databases).map(([name, database]) => ({
    name,
    ...database,
  }));
  const paths = new Set(files.paths);
  const bytesOf = (path: string) => (paths.has(path) ? readable(files, path) : undefined);
  const withoutDatabases = {
    configuration,
    paths,
    text(path: string) {
      const bytes = bytesOf(path);
      return bytes === undefined ? undefined : decode(bytes);
    },
    extract<Facts>(name: string, path: string, extract: (source: Source) => Facts) {
      const bytes = bytesOf(path);
      if (bytes === undefined) return undefined;
      const known = cache.entry(path, bytes);
      if (!known.has(name))
        known.set(
          name,
          plainFacts(() => extract(new Source(path, decode(bytes)))),
        );
      return known.get(name) as Facts;
    },
    ownerOf: mostSpecific(databases.flatMap((database) => database.code.map((pattern) => [pattern, database]))),
    bridgeOf: mostSpecific(configuration.bridges.map(({ path }) => [path, path])),
  };
  return { ...withoutDatabases, databases: readDatabases(databases, withoutDatabases) };
}

/** What cannot be read is reported where all files are read; whoever asks for one of them finds nothing there. */
function readable(files: Files, path: string): Buffer | undefined {
  try {
    return files.read(path);
  } catch {
    return undefined;
  }
}
