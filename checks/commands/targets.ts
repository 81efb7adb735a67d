import { posix } from 'node:path';
import type { Database } from '../configuration/databases.ts';
import { schemaFilesOf } from '../configuration/read-databases.ts';
import type { Repository } from '../repository/repository.ts';
import { clean, fromRoot } from './directory.ts';

/** What the value of `--schema` or `--config` leads to. */
export type Target =
  | { kind: 'database'; database: Database; folder: string }
  /** It exists, and is no configured database's. */
  | { kind: 'foreign'; path: string }
  | { kind: 'missing' }
  /** More than one database's file could be meant, by where the command runs. */
  | { kind: 'ambiguous'; databases: readonly Database[] };

/**
 * Finds the database whose schema or config a path names. `folders` are those the command may run in; `known` says
 * that there are no others. In a container files lie elsewhere, so there a path may also be the end of a longer one, or
 * have a configured path at its end.
 */
export function targetOf(
  flag: 'schema' | 'config',
  value: string,
  where: { folders: readonly string[]; known: boolean; absolute?: string | undefined },
  repository: Repository,
): Target {
  const rooted = fromRoot(value);
  const path = rooted ?? value;
  const absolute = path.startsWith('/');
  const folders = rooted !== null ? [''] : absolute ? [] : where.folders;
  const candidates = folders
    .map((folder) => ({ folder, path: clean(posix.join(folder, path)) }))
    .filter((candidate) => !candidate.path.startsWith('..'));
  for (const candidate of candidates) {
    const database = repository.databases.find((one) => names(one, flag, candidate.path, repository));
    if (database !== undefined) return { kind: 'database', database, folder: candidate.folder };
    if (exists(candidate.path, repository)) return { kind: 'foreign', path: candidate.path };
  }
  if (rooted !== null || (where.known && !absolute)) return { kind: 'missing' };
  const inContainer = absolute ? path : where.absolute === undefined ? '' : posix.join(where.absolute, path);
  const endingIn = (longer: string, shorter: string) => shorter !== '' && longer.endsWith(`/${shorter}`);
  const exact = repository.databases.filter((one) => endingIn(clean(inContainer), clean(one[flag] ?? '')));
  const databases =
    absolute || exact.length > 0
      ? exact
      : repository.databases.filter((one) => endingIn(clean(one[flag] ?? ''), clean(path)));
  if (databases.length > 1) return { kind: 'ambiguous', databases };
  const [database] = databases;
  return database === undefined ? { kind: 'missing' } : { kind: 'database', database, folder: '' };
}

function names(database: Database, flag: 'schema' | 'config', path: string, repository: Repository): boolean {
  const own = database[flag];
  if (own !== undefined && clean(own) === path) return true;
  if (flag === 'config') return false;
  const files = schemaFilesOf(path, repository.paths);
  return files.length > 0 && files.every((file) => database.schemaFiles.includes(file));
}

function exists(path: string, repository: Repository): boolean {
  return schemaFilesOf(path, repository.paths).length > 0;
}
