import picomatch from 'picomatch';
import type { Configuration, DatabaseConfiguration } from '../configuration/configuration.ts';
import { readDatabases } from '../configuration/read-databases.ts';
import type { Files } from './files.ts';
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

/** Finds the value of the pattern that says most about a path: the longest part without wildcards, then the longest. */
function mostSpecific<Value>(patterns: readonly (readonly [string, Value])[]): (path: string) => Value | undefined {
  const inOrder = patterns
    .map(([pattern, value]) => ({ pattern, value, matches: picomatch(pattern, { dot: true }) }))
    .sort((a, b) => fixedLength(b.pattern) - fixedLength(a.pattern) || b.pattern.length - a.pattern.length);
  return (path) => inOrder.find(({ matches }) => matches(path))?.value;
}

function fixedLength(pattern: string): number {
  const { base, isGlob } = picomatch.scan(pattern);
  return isGlob ? base.length : pattern.length;
}
