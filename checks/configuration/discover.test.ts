import { describe, expect, test } from 'vitest';
import { filesInMemory } from '../repository/files.ts';
import { proposeConfiguration } from './discover.ts';
import { requireExistingPaths } from './existing-paths.ts';
import { loadConfiguration } from './load.ts';

const schema = 'datasource db {\n  provider = "mysql"\n}\ngenerator client {\n  provider = "prisma-client"\n}\n';
const model = 'model A {\n  id Int @id\n}\n';

/** The databases that are proposed; every proposal can be used as it is. */
function proposed(texts: Record<string, string>): unknown {
  const files = filesInMemory(texts);
  const text = proposeConfiguration(files);
  const loaded = loadConfiguration('bulkhead.config.json', text, []);
  requireExistingPaths(loaded, files.paths);
  expect(text).toBe(JSON.stringify(JSON.parse(text), null, 2));
  expect(loaded.value.$schema).toMatch(/configuration\.schema\.json$/);
  return loaded.value.databases;
}

describe('a configuration is proposed', () => {
  test('for workspaces: each package its own, the rest main’s', () => {
    expect(
      proposed({
        'package.json': '{}',
        'packages/billing/package.json': '{}',
        'packages/billing/prisma.config.ts': "export default { schema: 'prisma/schema.prisma' }",
        'packages/billing/prisma/schema.prisma': schema,
        'packages/db/package.json': '{}',
        'packages/db/prisma/schema.prisma': schema,
      }),
    ).toEqual({
      billing: {
        schema: 'packages/billing/prisma/schema.prisma',
        config: 'packages/billing/prisma.config.ts',
        code: ['packages/billing/**'],
      },
      main: { schema: 'packages/db/prisma/schema.prisma', code: ['**'] },
    });
  });

  test('for one package: the schema’s folder and the folders of that name', () => {
    expect(
      proposed({
        'package.json': '{}',
        'prisma/billing/schema.prisma': schema,
        'prisma/billing/prisma.config.ts': '',
        'prisma/main/schema.prisma': schema,
        'prisma/main/prisma.config.ts': '',
        'src/billing/deep/a.ts': '',
      }),
    ).toEqual({
      billing: {
        schema: 'prisma/billing/schema.prisma',
        config: 'prisma/billing/prisma.config.ts',
        code: ['prisma/billing/**', 'src/billing/**'],
      },
      main: { schema: 'prisma/main/schema.prisma', config: 'prisma/main/prisma.config.ts', code: ['**'] },
    });
  });

  test('for two schemas in one folder', () => {
    expect(proposed({ 'prisma/billing.prisma': schema, 'prisma/main.prisma': schema })).toEqual({
      billing: { schema: 'prisma/billing.prisma', code: ['prisma/billing.prisma'] },
      main: { schema: 'prisma/main.prisma', code: ['**'] },
    });
  });

  test('for a schema in several files', () => {
    expect(proposed({ 'db/schema/base.prisma': schema, 'db/schema/models/a.prisma': model })).toEqual({
      main: { schema: 'db/schema', code: ['**'] },
    });
  });

  test('for a schema of any name that package.json names', () => {
    const texts = { 'package.json': '{ "prisma": { "schema": "db/model.txt" } }', 'db/model.txt': schema };
    expect(proposed(texts)).toEqual({ model: { schema: 'db/model.txt', code: ['**'] } });
  });

  test.each([
    ["'db/model'", 'prisma.config.ts'],
    ["path.join('db', 'model')", 'prisma.config.mjs'],
    ["'./db/model/'", '.config/prisma.ts'],
  ])('for the folder that a prisma.config names as %s', (value, config) => {
    const texts = {
      [config]: `export default { schema: ${value}, migrations: { path: 'x' } }`,
      'db/model/a.prisma': schema,
    };
    expect(proposed(texts)).toEqual({ model: { schema: 'db/model', config, code: ['**'] } });
  });

  test('with the rest for the schema nearest to the root, or the one with more beside it', () => {
    const near = proposed({ 'packages/x/y/package.json': '', 'packages/x/y/a.prisma': schema, 'shop.prisma': schema });
    expect(near).toMatchObject({ shop: { code: ['**'] } });
    const large = proposed({
      ...{ 'a/package.json': '', 'a/a.prisma': schema },
      ...{ 'b/package.json': '', 'b/b.prisma': schema, 'b/more.ts': '' },
    });
    expect(large).toMatchObject({ a: { code: ['a/**'] }, b: { code: ['**'] } });
  });

  test('with names that are unique and can be written', () => {
    const names = Object.keys(
      proposed({
        'a/Shop_One/schema.prisma': schema,
        'b/shop-one/schema.prisma': schema,
        'b/2nd/schema.prisma': schema,
      }) as object,
    );
    expect(names).toEqual(['shop-one', 'nd', 'b-shop-one']);
  });

  test('without a config that may be another’s', () => {
    const texts = { 'prisma.config.ts': '', 'a/x.prisma': schema, 'b/y.prisma': schema };
    expect(JSON.stringify(proposed(texts))).not.toContain('config.ts');
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['a part of a schema', { 'a.prisma': model }],
    ['an installed package', { 'node_modules/a/schema.prisma': schema }],
    [
      'a name that leads nowhere, and JSON that is none',
      { 'package.json': '{ "prisma": { "schema": "x" } }', 'a/package.json': '{' },
    ],
  ])('not for %s', (_title, texts) => {
    expect(() => proposeConfiguration(filesInMemory(texts))).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining('no Prisma schema') as string }) as Error,
    );
  });
});
