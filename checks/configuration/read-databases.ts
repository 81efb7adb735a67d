import { posix } from 'node:path';
import type { Repository } from '../repository/repository.ts';
import type { DatabaseConfiguration } from './configuration.ts';
import type { Client, Database, Table } from './databases.ts';
import { attributeText, type PrismaBlock, quoted, readPrismaSchema } from './prisma-schema.ts';

type Texts = Pick<Repository, 'paths' | 'text'>;

/** Reads the schema of every configured database. One without files has no clients and no tables. */
export function readDatabases(databases: readonly DatabaseConfiguration[], texts: Texts): Database[] {
  return databases.map((database) => readDatabase(database, texts));
}

function readDatabase(database: DatabaseConfiguration, texts: Texts): Database {
  const schemaFiles = schemaFilesOf(database.schema, texts.paths);
  const blocks = schemaFiles.flatMap((file) =>
    readPrismaSchema(texts.text(file) ?? '').map((block) => ({ file, block })),
  );
  const of = (...kinds: string[]) => blocks.filter(({ block }) => kinds.includes(block.kind));
  return {
    ...database,
    schemaFiles,
    clients: of('generator').flatMap(({ file, block }) => clientOf(file, block) ?? []),
    tables: of('model', 'view').map(({ file, block }) => tableOf(file, block)),
    urlVariables: [
      ...of('datasource').flatMap(({ file, block }) => block.lines.flatMap((line) => variablesIn(file, line.rest))),
      ...(database.config === undefined
        ? []
        : variablesIn(database.config, { text: texts.text(database.config) ?? '', start: 0 })),
    ],
  };
}

/** A schema is one file of any name, or all `.prisma` files in a folder and below it. */
export function schemaFilesOf(schema: string, paths: ReadonlySet<string>): string[] {
  const path = posix.normalize(schema).replace(/\/$/, '');
  if (paths.has(path)) return [path];
  return [...paths].filter((file) => file.startsWith(`${path}/`) && file.endsWith('.prisma')).sort();
}

/** Both generators make a client; those of other tools (erd, zod) do not. Their output is relative to the schema file. */
function clientOf(file: string, block: PrismaBlock): Client | null {
  const value = (key: string) => block.lines.find(({ name }) => name.text === key)?.rest;
  const provider = quoted(value('provider')?.text ?? '');
  if (provider !== 'prisma-client-js' && provider !== 'prisma-client') return null;
  const given = value('output');
  const output = given === undefined ? null : quoted(given.text);
  const { start, end } = given ?? block.name;
  return {
    ...{ file, start, end, provider },
    output: output === null ? null : posix.normalize(posix.join(posix.dirname(file), output)).replace(/\/$/, ''),
  };
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

/** `env("NAME")` in a schema or a config, `env('NAME')`, `process.env.NAME`, `process.env['NAME']`. */
function variablesIn(file: string, { text, start }: { text: string; start: number }) {
  const pattern = /\benv(?:\(\s*|\.|\[\s*|<[^>]*>\(\s*)(["']?)([A-Z][A-Z0-9_]*)\1/g;
  return [...text.matchAll(pattern)].map((match) => {
    const at = start + match.index + match[0].lastIndexOf(match[2]!);
    return { file, start: at, end: at + match[2]!.length, variable: match[2]! };
  });
}
