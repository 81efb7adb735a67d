import { posix } from 'node:path';
import { normalPath } from '../repository/normal-path.ts';
import { exitCode, Failure } from '../../failure.ts';
import type { Repository } from '../repository/repository.ts';
import type { DatabaseConfiguration } from './configuration.ts';
import type { Client, Database, Table } from './databases.ts';
import { attributeText, type PrismaBlock, quoted, readPrismaSchema } from './prisma-schema.ts';
import { urlVariablesInConfig, urlVariablesInSchema } from './url-variables.ts';

type Texts = Pick<Repository, 'paths' | 'text'>;

/**
 * Reads the schema of every configured database. One without files has no clients and no tables. Throws a Failure
 * (exit 2) where a schema is there and cannot be read: every rule about its database would pass.
 */
export function readDatabases(databases: readonly DatabaseConfiguration[], texts: Texts): Database[] {
  return databases.map((database) => readDatabase(database, texts));
}

function readDatabase(database: DatabaseConfiguration, texts: Texts): Database {
  const { config } = database;
  const schemaFiles = schemaFilesOf(database.schema, texts.paths);
  const blocks = schemaFiles.flatMap((file) =>
    readPrismaSchema(schemaText(database.name, file, texts)).map((block) => ({ file, block })),
  );
  const of = (...kinds: string[]) => blocks.filter(({ block }) => kinds.includes(block.kind));
  return {
    ...database,
    schemaFiles,
    clients: of('generator').flatMap(({ file, block }) => clientOf(file, block) ?? []),
    provider: of('datasource').flatMap(({ block }) => quoted(valueIn(block, 'provider')?.text ?? '') ?? [])[0] ?? null,
    tables: of('model', 'view').map(({ file, block }) => tableOf(file, block)),
    urlVariables: [
      ...of('datasource').flatMap(({ file, block }) =>
        urlVariablesInSchema(block).map((variable) => ({ file, ...variable })),
      ),
      ...(config === undefined
        ? []
        : urlVariablesInConfig(texts.text(config) ?? '').map((variable) => ({ file: config, ...variable }))),
    ],
  };
}

function schemaText(database: string, file: string, texts: Texts): string {
  const text = texts.text(file);
  if (text !== undefined && !text.includes('\0')) return text;
  throw new Failure(`${file}, a schema of ${database}, cannot be read${text === undefined ? '' : ': it is binary'}`, {
    fix: `make it readable, as UTF-8, or correct databases.${database}.schema in the configuration`,
    exitCode: exitCode.wrongUse,
  });
}

/** A schema is one file of any name, or all `.prisma` files in a folder and below it. */
export function schemaFilesOf(schema: string, paths: ReadonlySet<string>): string[] {
  const path = normalPath(schema);
  if (paths.has(path)) return [path];
  return [...paths].filter((file) => file.startsWith(`${path}/`) && file.endsWith('.prisma')).sort();
}

/** Both generators make a client; those of other tools (erd, zod) do not. Their output is relative to the schema file. */
function clientOf(file: string, block: PrismaBlock): Client | null {
  const provider = quoted(valueIn(block, 'provider')?.text ?? '');
  if (provider !== 'prisma-client-js' && provider !== 'prisma-client') return null;
  const given = valueIn(block, 'output');
  const output = given === undefined ? null : quoted(given.text);
  const { start, end } = given ?? block.name;
  return {
    ...{ file, start, end, provider },
    output: output === null ? null : folderOf(file, output),
    ...(given !== undefined && output === null && { outputUnknown: true }),
  };
}

function folderOf(file: string, output: string): string {
  const path = output.replaceAll('\\', '/');
  const folder = /^(?:\/|[A-Za-z]:\/)/.test(path) ? path : posix.join(posix.dirname(file), path);
  return normalPath(folder);
}

function valueIn(block: PrismaBlock, key: string): PrismaBlock['name'] | undefined {
  return block.lines.find(({ name }) => name.text === key)?.rest;
}

function tableOf(file: string, block: PrismaBlock): Table {
  const attribute = (name: string) =>
    block.lines.flatMap((line) =>
      line.name.text === name ? (attributeText(`${name}${line.rest.text}`, name) ?? []) : [],
    )[0];
  return {
    ...{ file, start: block.name.start, end: block.name.end },
    model: block.name.text,
    name: attribute('@@map') ?? block.name.text,
    namespace: attribute('@@schema'),
  };
}
