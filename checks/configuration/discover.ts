import { posix } from 'node:path';
import { exitCode, Failure } from '../../failure.ts';
import type { Files } from '../repository/files.ts';
import type { Configuration } from './configuration.ts';
import { findSchemas, type FoundSchema } from './find-schemas.ts';

/** Where the published JSON Schema lies once the package is installed. */
export const publishedSchema = './node_modules/bulkhead/dist/checks/configuration/configuration.schema.json';

/** Names of folders that say what lies there and not whose it is. */
const folderOfAny = new Set(
  'apps app packages libs lib services modules prisma schema schemas db database databases data src server backend api'.split(
    ' ',
  ),
);

/**
 * A configuration that would fit the schemas of a repository, as the text of bulkhead.config.json (without the last
 * line's end): for a person to read and correct. Throws a Failure (exit 2) where no schema is found.
 */
export function proposeConfiguration(files: Files): string {
  const found = findSchemas(files);
  if (found.length === 0) {
    throw new Failure('no Prisma schema is found here, so there is no database to keep apart', {
      fix: 'run it at the root of the repository, or name the schemas in bulkhead.config.json by hand',
      exitCode: exitCode.wrongUse,
    });
  }
  const named = withNames(found);
  const rest = ownerOfRest(named, files.paths);
  const databases: Configuration['databases'] = {};
  for (const { name, schema, config } of named) {
    const code = name === rest ? ['**'] : codeOf({ name, schema }, named, files.paths);
    databases[name] = { schema, ...(config !== undefined && { config }), code };
  }
  return JSON.stringify({ $schema: publishedSchema, databases }, null, 2);
}

type Named = FoundSchema & { name: string };

/** Each schema's name: the last of its folders, or of its file, that says whose it is; `main` where none does. */
function withNames(found: readonly FoundSchema[]): Named[] {
  const taken = new Set<string>();
  return found.map((one) => {
    const words = one.schema
      .replace(/\.[^/.]+$/, '')
      .split('/')
      .map((word) =>
        word
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^[-\d]+|-+$/g, ''),
      )
      .filter((word) => word !== '' && !folderOfAny.has(word));
    const plain = words.at(-1) ?? 'main';
    const candidates = [
      plain,
      words.slice(-2).join('-') || plain,
      ...found.map((_one, index) => `${plain}-${index + 2}`),
    ];
    const name = candidates.find((candidate) => !taken.has(candidate))!;
    taken.add(name);
    return { ...one, name };
  });
}

/** Whose all other code is: `main`, or the schema nearest to the root, or the one with the most files beside it. */
function ownerOfRest(named: readonly Named[], paths: readonly string[]): string {
  const depth = ({ schema }: Named) => packageOf(schema, paths).split('/').length;
  const size = ({ schema }: Named) => {
    const folder = packageOf(schema, paths);
    return paths.filter((path) => path.startsWith(`${folder}/`)).length;
  };
  const inOrder = [...named].sort(
    (a, b) => Number(b.name === 'main') - Number(a.name === 'main') || depth(a) - depth(b) || size(b) - size(a),
  );
  return inOrder[0]!.name;
}

/**
 * The package that the schema lies in. Where that holds other schemas too, the schema's own folder, and the folders
 * that bear the database's name.
 */
function codeOf({ name, schema }: { name: string; schema: string }, named: readonly Named[], paths: readonly string[]) {
  const folder = packageOf(schema, paths);
  const alone = named.every((other) => other.schema === schema || packageOf(other.schema, paths) !== folder);
  if (alone && folder !== '.') return [`${folder}/**`];
  const own = posix.dirname(schema);
  const shared = named.some((other) => other.schema !== schema && posix.dirname(other.schema) === own);
  const folders = foldersNamed(name, paths).filter((one) => folder === '.' || one.startsWith(`${folder}/`));
  return [...new Set([shared || own === '.' ? schema : `${own}/**`, ...folders.map((one) => `${one}/**`)])];
}

/** The folder of the nearest package.json; `.` for the root's. */
function packageOf(schema: string, paths: readonly string[]): string {
  const all = new Set(paths);
  let folder = posix.dirname(schema);
  while (folder !== '.' && !all.has(`${folder}/package.json`)) folder = posix.dirname(folder);
  return folder;
}

/** The outermost folders with that name. */
function foldersNamed(name: string, paths: readonly string[]): string[] {
  const folders = paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    const at = parts.indexOf(name);
    return at === -1 || parts.includes('node_modules') ? [] : [parts.slice(0, at + 1).join('/')];
  });
  return [...new Set(folders)].sort();
}
