import { describe, expect, test } from 'vitest';
import { exitCode } from '../../failure.ts';
import { noCache } from '../cache.ts';
import { filesInMemory } from '../repository/files.ts';
import { openRepository } from '../repository/open.ts';
import { configurationShape } from './configuration.ts';
import type { Database } from './databases.ts';

function read(texts: Record<string, string>, schema: string, config?: string): Database {
  const configuration = configurationShape.parse({ databases: { main: { schema, config, code: ['**'] } } });
  return openRepository(filesInMemory(texts), configuration).databases[0]!;
}

function fail(message: string): never {
  throw new Error(message);
}

const generator = (...lines: string[]) =>
  `generator client {\n  provider = "prisma-client"\n  ${lines.join('\n  ')}\n}\n`;
const outputOf = (text: string) =>
  read({ 'db/schema.prisma': text }, 'db/schema.prisma').clients.map((one) => one.output);

describe('a client lies', () => {
  test.each<[string, string, (string | null)[]]>([
    ['in the output, relative to the schema', generator('output = "../made/client"'), ['made/client']],
    ['in a folder beside it', generator('output = "client/"'), ['db/client']],
    [
      'in node_modules',
      generator('output = "../node_modules/.prisma/billing-client"'),
      ['node_modules/.prisma/billing-client'],
    ],
    ['above the repository', generator('output = "../../client"'), ['../client']],
    ['where an absolute output says', generator('output = "/app/client"'), ['/app/client']],
    ['where one of Windows says', generator('output = "..\\\\made\\\\client"'), ['made/client']],
    ['in the default place, where none is named', generator(), [null]],
    [
      'nowhere, where a generator makes something else',
      'generator erd {\n  provider = "prisma-erd-generator"\n  output = "x"\n}\n',
      [],
    ],
    [
      'in two places, for two generators',
      generator('output = "a"') + generator('output = "b"').replace('prisma-client', 'prisma-client-js'),
      ['db/a', 'db/b'],
    ],
    ['nowhere, in a comment', `/*\n${generator()}*/`, []],
    [
      'in the output of a schema with Windows’ line ends',
      generator('output = "a" // here').replaceAll('\n', '\r\n'),
      ['db/a'],
    ],
  ])('%s', (_title, text, outputs) => {
    expect(outputOf(text)).toEqual(outputs);
  });

  test('nobody knows where, if the environment says', () => {
    const [client] = read({ 'db/s.prisma': generator('output = env("OUT")') }, 'db/s.prisma').clients;
    expect(client).toMatchObject({ output: null, outputUnknown: true });
    expect(read({ 'db/s.prisma': generator() }, 'db/s.prisma').clients[0]).not.toHaveProperty('outputUnknown');
  });
});

describe('a schema is', () => {
  const texts = {
    'db/schema/client.prisma': generator('output = "../client"'),
    'db/schema/models/user.prisma':
      'model User {\n  id Int\n  @@map("users")\n  @@schema("auth")\n}\nview Old {\n id Int\n}\n',
    'db/schema/notes.md': 'model Note {\n}\n',
    'db/schema-of-others.prisma': 'model Other {\n}\n',
    'db/model': 'model Named {\n  id Int\n}\ntype Part {\n}\n',
  };

  test.each(['db/schema', 'db/schema/', './db/schema'])('all files in a folder and below it: %s', (schema) => {
    const database = read(texts, schema);
    expect(database.schemaFiles).toEqual(['db/schema/client.prisma', 'db/schema/models/user.prisma']);
    expect(database.clients.map(({ output }) => output)).toEqual(['db/client']);
    expect(database.tables).toMatchObject([
      { model: 'User', name: 'users', namespace: 'auth', file: 'db/schema/models/user.prisma' },
      { model: 'Old', name: 'Old', namespace: undefined },
    ]);
  });

  test('one file of any name', () => {
    expect(read(texts, 'db/model').tables.map(({ name }) => name)).toEqual(['Named']);
  });

  test.each([
    ['that cannot be read', { paths: ['db/s.prisma'], read: () => fail('EACCES') }, /db\/s\.prisma.* cannot be read$/],
    [
      'that is binary',
      filesInMemory({ 'db/s.prisma': Buffer.from(generator(), 'utf16le') }),
      /cannot be read: it is binary/,
    ],
  ])('no guess about one %s: without it nobody knows its clients', (_title, files, message) => {
    const configuration = configurationShape.parse({ databases: { main: { schema: 'db', code: ['**'] } } });
    expect(() => openRepository(files, configuration, noCache)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), exitCode: exitCode.wrongUse }),
    );
  });

  test('nothing, where it is missing', () => {
    expect(read(texts, 'none')).toMatchObject({ schemaFiles: [], clients: [], tables: [], provider: null });
  });
});

describe('a database’s URL is read from', () => {
  const variables = (config: string) =>
    read({ 'prisma.config.ts': config }, 'none', 'prisma.config.ts').urlVariables.map(({ variable, start, end }) => {
      expect(config.slice(start, end)).toBe(variable);
      return variable;
    });

  test.each<[string, string, string[]]>([
    ['process.env', 'export default { datasource: { url: process.env.A_URL } }', ['A_URL']],
    ['process.env with a key', "export default { datasource: { url: process.env['A_URL']! } }", ['A_URL']],
    [
      'env()',
      "export default defineConfig({ datasource: { url: env<Env>('A_URL'), shadowDatabaseUrl: env('B_URL') } })",
      ['A_URL', 'B_URL'],
    ],
    ['one of two', "({ url: (process.env.A_URL ?? process.env.B_URL).replace(/x/, 'y') })", ['A_URL', 'B_URL']],
    [
      'a constant',
      'const address: string = process.env.A_URL;\nexport default { datasource: { url: address } }',
      ['A_URL'],
    ],
    ['a constant of that name', 'const url = env("A_URL");\nexport default { datasource: { url } }', ['A_URL']],
    ['a template that is nothing but the variable’s part', '({ url: `mysql://${process.env.HOST}/a` })', []],
    ['nothing in a comment', '({ url: "x" /* url: process.env.A_URL */ })\n// url: env("A_URL")', []],
    ['nothing else', 'const debug = process.env.DEBUG;\n({ log: process.env.LOG, curl: env("X") })', []],
  ])('%s', (_title, config, expected) => {
    expect(variables(config)).toEqual(expected);
  });

  test('the datasource of the schema', () => {
    const text = 'datasource db {\n  provider = "postgresql"\n  url = env("A_URL")\n  directUrl = env("B_URL")\n}\n';
    const database = read({ 'a.prisma': text }, 'a.prisma');
    expect(database.provider).toBe('postgresql');
    expect(database.urlVariables.map(({ variable, start, end }) => [variable, text.slice(start, end)])).toEqual([
      ['A_URL', 'A_URL'],
      ['B_URL', 'B_URL'],
    ]);
  });
});
