import { posix } from 'node:path';
import { normalPath } from '../repository/normal-path.ts';
import type { Files } from '../repository/files.ts';
import { decode } from '../repository/text.ts';
import { asRecord, looseJson } from '../syntax/json.ts';
import { readPrismaSchema } from './prisma-schema.ts';

/** A Prisma schema in a repository: a file, or the folder of a schema in several files, and the prisma.config for it. */
export interface FoundSchema {
  schema: string;
  config: string | undefined;
}

const configName = /(?:^|\/)(?:prisma\.config|\.config\/prisma)\.[cm]?[jt]s$/;

/**
 * Every schema: what package.json files and prisma.config files name, and each file `.prisma` with a datasource or a
 * generator. In a folder with one datasource the files around and below it are parts of one schema.
 */
export function findSchemas(files: Files): FoundSchema[] {
  const paths = files.paths.filter((path) => !path.includes('node_modules/'));
  const text = (path: string) => textOf(files, path);
  const configs = paths.filter((path) => configName.test(path)).map((path) => ({ path, schema: namedIn(path, text) }));
  const named = [
    ...configs.flatMap(({ schema }) => schema ?? []),
    ...paths.filter((path) => posix.basename(path) === 'package.json').flatMap((path) => namedInPackage(path, text)),
  ].filter((schema) => paths.some((path) => path === schema || path.startsWith(`${schema}/`)));
  const schemas = new Set(named);
  for (const schema of foundBySight(paths, text)) {
    const known = [...schemas].some(
      (one) => one === schema || schema.startsWith(`${one}/`) || one === posix.dirname(schema),
    );
    if (!known) schemas.add(schema);
  }
  const all = [...schemas].sort();
  return all.map((schema) => ({ schema, config: configFor(schema, all, configs) }));
}

function foundBySight(paths: readonly string[], text: (path: string) => string): string[] {
  const files = paths
    .filter((path) => path.endsWith('.prisma'))
    .map((path) => ({ path, kinds: new Set(readPrismaSchema(text(path)).map(({ kind }) => kind)) }));
  const roots = files.filter(({ kinds }) => kinds.has('datasource'));
  const alone = roots.length > 0 ? roots : files.filter(({ kinds }) => kinds.has('generator'));
  return alone.map(({ path }) => {
    const folder = posix.dirname(path);
    const isOnlyRoot = alone.every((other) => other.path === path || !isIn(other.path, folder));
    const hasParts = files.some((other) => other.path !== path && isIn(other.path, folder));
    return isOnlyRoot && hasParts && folder !== '.' ? folder : path;
  });
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** The `schema` that a prisma.config names, as a text or as `path.join('prisma', 'schema.prisma')`. */
function namedIn(config: string, text: (path: string) => string): string | undefined {
  const value = /\bschema\s{0,20}:\s{0,20}((?:[\w.]{1,60}\()?[^)}\n;]{0,300})/.exec(text(config))?.[1];
  const parts = [...(value ?? '').matchAll(/["'`]([^"'`]{1,300})["'`]/g)].map((found) => found[1]!);
  if (parts.length === 0) return undefined;
  const joined = value!.includes('(') ? parts.join('/') : parts[0]!;
  // `.config/prisma.ts` stands for the folder above.
  return normalPath(posix.join(posix.dirname(config).replace(/(?:^|\/)\.config$/, '') || '.', joined));
}

function namedInPackage(path: string, text: (path: string) => string): string[] {
  const { schema } = asRecord(asRecord(looseJson(text(path)))['prisma']);
  return typeof schema === 'string' ? [normalPath(posix.join(posix.dirname(path), schema))] : [];
}

/** The config that names the schema, or the nearest one at or above it that names none and has no other below it. */
function configFor(
  schema: string,
  schemas: readonly string[],
  configs: readonly { path: string; schema: string | undefined }[],
): string | undefined {
  const naming = configs.find((config) => config.schema === schema || config.schema === posix.dirname(schema));
  if (naming !== undefined) return naming.path;
  return configs
    .filter((config) => config.schema === undefined)
    .map(({ path }) => ({ path, folder: posix.dirname(path) }))
    .filter(({ folder }) => {
      const below = schemas.filter((one) => folder === '.' || isIn(one, folder));
      return below.length === 1 && below[0] === schema;
    })
    .sort((a, b) => b.folder.length - a.folder.length)[0]?.path;
}

function textOf(files: Files, path: string): string {
  try {
    return decode(files.read(path));
  } catch {
    return '';
  }
}
