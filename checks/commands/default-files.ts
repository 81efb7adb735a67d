import { posix } from 'node:path';
import type { Repository } from '../repository/repository.ts';
import type { Breach, Span } from '../rule.ts';
import { clean } from './directory.ts';
import type { Packages } from './packages.ts';

const defaultConfig = /^(?:(.*)\/)?(?:prisma\.config\.[cm]?[jt]s|\.config\/prisma\.[cm]?[jt]s)$/;
const defaultSchema = /^(?:(.*?)\/)?(?:prisma\/)?schema\.prisma$/;

/** Whether Prisma finds a file of this path by itself, if it runs in the right folder. */
export function isDefaultFile(path: string): boolean {
  return defaultConfig.test(path) || defaultSchema.test(path);
}

/**
 * A file that a prisma command without a flag falls back on, in a folder where such commands run: the root, or one with
 * a package.json. A package of one database may hold that database's own: there is no other to mistake it for, as there
 * is none where only one database is configured.
 * https://www.prisma.io/docs/orm/reference/prisma-config-reference
 */
export function defaultFileBreach(path: string, repository: Repository, packages: Packages): Breach | null {
  if (repository.databases.length < 2) return null;
  const kind = defaultConfig.test(path) ? 'config' : 'schema';
  const folder = foldersFor(path, kind).find((one) => one === '' || packages.folders.includes(one));
  if (folder === undefined) return null;
  const owner = repository.databases.find((database) =>
    kind === 'config' ? clean(database.config ?? '') === path : database.schemaFiles.includes(path),
  );
  if (owner !== undefined && folder !== '' && repository.ownerOf(`${folder}/package.json`)?.name === owner.name)
    return null;
  const where = folder === '' ? 'the repository’s root' : folder;
  const name = posix.basename(path);
  return {
    ...{ file: path, start: 0, end: 0 },
    problem: `an unpinned prisma command in ${where} falls back on this file, ${owner === undefined ? `no configured database’s ${kind}` : `the ${kind} of ${owner.name}`}`,
    fix:
      owner === undefined
        ? 'delete it, or move it to a folder of its database, without package.json, and name it in bulkhead.config.json'
        : `move it to ${posix.join(folder, 'prisma', owner.name, name === 'schema.prisma' ? name : `prisma.config${posix.extname(path)}`)}, ` +
          `mend the paths in it, and name it there as databases.${owner.name}.${kind} in bulkhead.config.json`,
  };
}

function foldersFor(path: string, kind: 'config' | 'schema'): string[] {
  if (kind === 'config') return [defaultConfig.exec(path)?.[1] ?? ''];
  const folder = clean(posix.dirname(path));
  return posix.basename(folder) === 'prisma' ? [clean(posix.dirname(folder)), folder] : [folder];
}

/** `prisma.schema` in a package.json: what Prisma up to 6 falls back on. */
export function defaultSchemaBreach(span: Span, repository: Repository, packages: Packages): Breach | null {
  if (repository.databases.length < 2 || packages.prismaMajor(clean(posix.dirname(span.file))) >= 7) return null;
  return {
    ...span,
    problem: 'an unpinned prisma command in this package falls back on the schema that prisma.schema names',
    fix: 'take prisma.schema out of package.json, and write --schema in each command',
  };
}
