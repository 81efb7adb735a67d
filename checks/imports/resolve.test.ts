import { describe, expect, test } from 'vitest';
import { filesInMemory } from '../repository/files.ts';
import { openRepository } from '../repository/open.ts';
import { usualConfiguration, usualTexts } from '../testing/test-rule.ts';
import { configurationShape } from '../configuration/configuration.ts';
import { Clients } from './clients.ts';
import { Resolver } from './resolve.ts';

function resolverOf(texts: Record<string, string>): Resolver {
  const files = filesInMemory({ ...usualTexts, ...texts });
  const repository = openRepository(files, configurationShape.parse(usualConfiguration));
  return new Resolver(repository, new Clients(repository.databases));
}

type Row = [title: string, from: string, specifier: string, to: string[], texts: Record<string, string>];

const empty = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, '']));
const json = (value: unknown) => JSON.stringify(value);

const rows: Row[] = [
  ['a file by its name', 'src/a.ts', './b.ts', ['src/b.ts'], empty('src/b.ts')],
  ['a .js name of a .ts file', 'src/a.ts', './b.js', ['src/b.ts'], empty('src/b.ts')],
  ['a .js name of a .tsx file', 'src/a.ts', './b.js', ['src/b.tsx'], empty('src/b.tsx')],
  ['a .js file before the .ts file beside it', 'src/a.ts', './b.js', ['src/b.js'], empty('src/b.js', 'src/b.ts')],
  ['a .jsx name of a .tsx file', 'src/a.ts', './b.jsx', ['src/b.tsx'], empty('src/b.tsx')],
  ['an .mjs name of an .mts file', 'src/a.ts', './b.mjs', ['src/b.mts'], empty('src/b.mts')],
  ['a .cjs name of a .cts file', 'src/a.ts', './b.cjs', ['src/b.cts'], empty('src/b.cts')],
  ['a file with a query', 'src/a.ts', './b.svg?url', ['src/b.svg'], empty('src/b.svg')],
  ['a name without extension', 'src/a.ts', './b', ['src/b.ts'], empty('src/b.ts')],
  [
    'a name with a dot that is no extension',
    'src/a.ts',
    './b.service',
    ['src/b.service.ts'],
    empty('src/b.service.ts'),
  ],
  ['a folder with an index', 'src/a.ts', './b', ['src/b/index.ts'], empty('src/b/index.ts')],
  ['the folder itself', 'src/a.ts', '.', ['src/index.ts'], empty('src/index.ts')],
  ['the folder above', 'src/b/a.ts', '..', ['src/index.ts'], empty('src/index.ts')],
  ['the root', 'src/a.ts', '..', ['index.ts'], empty('index.ts')],
  ['a file before a folder of its name', 'src/a.ts', './b', ['src/b.ts'], empty('src/b.ts', 'src/b/index.ts')],
  ['a folder that a slash insists on', 'src/a.ts', './b/', ['src/b/index.ts'], empty('src/b.ts', 'src/b/index.ts')],
  [
    'a folder with a main',
    'src/a.ts',
    './b',
    ['src/b/c.js'],
    { 'src/b/package.json': json({ main: 'c.js' }), 'src/b/c.js': '' },
  ],
  ['nothing outside the repository', 'a.ts', '../b', [], empty('b.ts')],
  ['nothing that is not there', 'a.ts', './b', [], {}],
  ['nothing of Node', 'a.ts', 'node:fs', [], empty('node_modules/fs/index.js')],
  ['a client’s folder', 'a.ts', './prisma/main/client', ['prisma/main/client'], {}],
  [
    'a file in a client',
    'a.ts',
    './prisma/main/client/enums.ts',
    ['prisma/main/client'],
    empty('prisma/main/client/enums.ts'),
  ],
  [
    'a path in paths',
    'src/a.ts',
    '@/b',
    ['lib/b.ts'],
    {
      'tsconfig.json': '{ // comment\n "compilerOptions": { "paths": { "@/*": ["./lib/*"], }, } }',
      'lib/b.ts': '',
    },
  ],
  [
    'a path in paths, to the client',
    'src/a.ts',
    'db',
    ['prisma/main/client'],
    {
      'tsconfig.json': json({ compilerOptions: { paths: { db: ['./prisma/main/client/client'] } } }),
    },
  ],
  [
    'the most specific path',
    'src/a.ts',
    '@/x/b',
    ['y/b.ts'],
    {
      'tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./lib/*'], '@/x/*': ['./y/*'], '*': ['./z/*'] } } }),
      ...empty('lib/x/b.ts', 'y/b.ts', 'z/@/x/b.ts'),
    },
  ],
  [
    'the first path that exists',
    'src/a.ts',
    '@/b',
    ['two/b.ts'],
    {
      'tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./one/*', './two/*', './three/*'] } } }),
      ...empty('two/b.ts', 'three/b.ts'),
    },
  ],
  [
    'a name from the base',
    'src/a.ts',
    'lib/b',
    ['src/lib/b.ts'],
    {
      'tsconfig.json': json({ compilerOptions: { baseUrl: './src' } }),
      'src/lib/b.ts': '',
    },
  ],
  [
    'a path from the base',
    'src/a.ts',
    '@/b',
    ['src/lib/b.ts'],
    {
      'tsconfig.json': json({ compilerOptions: { baseUrl: './src', paths: { '@/*': ['lib/*'] } } }),
      'src/lib/b.ts': '',
    },
  ],
  [
    'a path of jsconfig.json',
    'src/a.js',
    '@/b',
    ['src/b.js'],
    {
      'jsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      'src/b.js': '',
    },
  ],
  [
    'only the nearest tsconfig',
    'apps/web/src/a.ts',
    '@/b',
    ['apps/web/src/b.ts'],
    {
      'tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      'apps/web/tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      ...empty('src/b.ts', 'apps/web/src/b.ts'),
    },
  ],
  [
    'a path of what tsconfig extends',
    'apps/web/src/a.ts',
    '@acme/db',
    ['libs/db/src/index.ts'],
    {
      'tsconfig.base.json': json({
        compilerOptions: { baseUrl: '.', paths: { '@acme/db': ['libs/db/src/index.ts'] } },
      }),
      'apps/web/tsconfig.json': json({ extends: '../../tsconfig.base' }),
      'libs/db/src/index.ts': '',
    },
  ],
  [
    'a path of the last of many it extends',
    'src/a.ts',
    '@/b',
    ['two/b.ts'],
    {
      'one.json': json({ compilerOptions: { paths: { '@/*': ['./one/*'] } } }),
      'two.json': json({ compilerOptions: { paths: { '@/*': ['./two/*'] } } }),
      'tsconfig.json': json({ extends: ['./one.json', './two.json'] }),
      ...empty('one/b.ts', 'two/b.ts'),
    },
  ],
  [
    'a path of a workspace’s tsconfig',
    'apps/a.ts',
    '@/b',
    ['apps/src/b.ts'],
    {
      'packages/config/package.json': json({ name: '@acme/config' }),
      'packages/config/base.json': json({ compilerOptions: { paths: { '@/*': ['${configDir}/src/*'] } } }),
      'apps/tsconfig.json': json({ extends: '@acme/config/base.json' }),
      'apps/src/b.ts': '',
    },
  ],
  [
    'a path of a tsconfig that is referred to',
    'src/a.ts',
    '@/b',
    ['src/b.ts'],
    {
      'tsconfig.json': json({
        files: [],
        references: [{ path: './tsconfig.node.json' }, { path: './tsconfig.app.json' }],
      }),
      'tsconfig.node.json': '{}',
      'tsconfig.app.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      'src/b.ts': '',
    },
  ],
  [
    'nothing for a tsconfig that extends itself',
    'src/a.ts',
    '@/b',
    [],
    {
      'tsconfig.json': json({ extends: './tsconfig.json' }),
    },
  ],
  ['nothing for a tsconfig that is no JSON', 'src/a.ts', '@/b', [], { 'tsconfig.json': '[[[{' }],
  [
    '#imports',
    'src/a.ts',
    '#db',
    ['src/db.ts'],
    {
      'package.json': json({ imports: { '#db': './src/db.js' } }),
      'src/db.ts': '',
    },
  ],
  [
    '#imports by condition, all of them',
    'src/a.ts',
    '#db',
    ['src/db.ts', 'src/fake.ts'],
    {
      'package.json': json({ imports: { '#db': { node: { import: './src/db.js' }, default: './src/fake.js' } } }),
      ...empty('src/db.ts', 'src/fake.ts'),
    },
  ],
  [
    '#imports by pattern',
    'src/a.ts',
    '#lib/x/b.js',
    ['src/lib/x/b.ts'],
    {
      'package.json': json({ imports: { '#lib/*': './src/lib/*', '#*': './none/*' } }),
      'src/lib/x/b.ts': '',
    },
  ],
  [
    '#imports of a package',
    'src/a.ts',
    '#db',
    ['packages/db/index.ts'],
    {
      'package.json': json({ imports: { '#db': '@acme/db' } }),
      'packages/db/package.json': json({ name: '@acme/db' }),
      'packages/db/index.ts': '',
    },
  ],
  [
    '#imports of the nearest package only',
    'packages/x/a.ts',
    '#db',
    [],
    {
      'package.json': json({ imports: { '#db': './src/db.js' } }),
      'packages/x/package.json': '{}',
      'src/db.ts': '',
    },
  ],
  [
    '#imports that go in circles',
    'src/a.ts',
    '#a',
    [],
    { 'package.json': json({ imports: { '#a': '#b', '#b': '#a' } }) },
  ],
  [
    '#imports, to the client',
    'src/a.ts',
    '#db',
    ['prisma/main/client'],
    {
      'package.json': json({ imports: { '#db': './prisma/main/client/client.ts' } }),
    },
  ],
];

const workspace: [title: string, specifier: string, to: string[], manifest: object, files: string[]][] = [
  ['by main', '@acme/db', ['lib/start.js'], { main: 'lib/start.js' }, ['lib/start.js', 'index.ts']],
  ['by module', '@acme/db', ['start.mjs'], { module: './start.mjs' }, ['start.mjs']],
  ['by types', '@acme/db', ['start.ts'], { types: './start.ts' }, ['start.ts']],
  ['by its index', '@acme/db', ['index.ts'], {}, ['index.ts']],
  ['by the index of its source', '@acme/db', ['src/index.ts'], {}, ['src/index.ts']],
  ['by exports before main', '@acme/db', ['a.ts'], { exports: './a.ts', main: './b.ts' }, ['a.ts', 'b.ts']],
  ['by exports of the root', '@acme/db', ['a.ts'], { exports: { '.': ['./a.ts'] } }, ['a.ts']],
  [
    'by all conditions',
    '@acme/db',
    ['a.ts', 'b.ts'],
    { exports: { import: './a.ts', require: { default: './b.ts' } } },
    ['a.ts', 'b.ts'],
  ],
  ['by a subpath', '@acme/db/x', ['a.ts'], { exports: { '.': './b.ts', './x': './a.ts' } }, ['a.ts', 'b.ts']],
  [
    'by a pattern',
    '@acme/db/x/y',
    ['deep/x/y.ts'],
    { exports: { './*': './deep/*.ts', './x/z*': './no' } },
    ['deep/x/y.ts'],
  ],
  [
    'by the longest pattern',
    '@acme/db/x/y',
    ['b/y.ts'],
    { exports: { './*': './a/*.ts', './x/*': './b/*.ts' } },
    ['a/x/y.ts', 'b/y.ts'],
  ],
  [
    'by the source of what is not built',
    '@acme/db',
    ['src/index.ts'],
    { exports: './dist/index.js' },
    ['src/index.ts'],
  ],
  [
    'by the source of what is not built, deeper',
    '@acme/db',
    ['src/x/index.ts'],
    { main: 'dist/esm/x/index.js' },
    ['src/x/index.ts'],
  ],
  [
    'by the source of types that are not built',
    '@acme/db',
    ['src/index.ts'],
    { types: './dist/index.d.ts' },
    ['src/index.ts'],
  ],
  ['by the root for what is not built', '@acme/db', ['index.ts'], { main: './dist/index.js' }, ['index.ts']],
  ['by its index where main leads nowhere', '@acme/db', ['src/index.ts'], { main: './bundle.js' }, ['src/index.ts']],
  ['by a path without exports', '@acme/db/x/y', ['x/y.ts'], {}, ['x/y.ts']],
  ['by a path into its source', '@acme/db/x/y', ['src/x/y.ts'], {}, ['src/x/y.ts']],
  ['not by a longer name', '@acme/db-tools', [], {}, ['index.ts']],
];

describe('an import leads to', () => {
  test.each(rows)('%s', (_title, from, specifier, to, texts) => {
    expect(resolverOf(texts).resolve(from, specifier)).toEqual(to);
  });

  test.each(workspace)('a workspace, %s', (_title, specifier, to, manifest, files) => {
    const resolver = resolverOf({
      'libs/db/package.json': json({ name: '@acme/db', ...manifest }),
      ...empty(...files.map((file) => `libs/db/${file}`)),
    });
    const expected = to.map((file) => `libs/db/${file}`);
    expect(resolver.resolve('apps/web/a.ts', specifier)).toEqual(expected);
    expect(resolver.resolve('libs/db/deep/self.ts', specifier)).toEqual(expected);
  });

  test('a folder that a dependency links to', () => {
    const resolver = resolverOf({
      'apps/package.json': json({
        dependencies: { db: 'link:../prisma/main/client', x: 'file:../x', y: 'workspace:*' },
      }),
      'x/package.json': json({ main: 'z.js' }),
      ...empty('x/z.ts'),
    });
    expect(resolver.resolve('apps/a.ts', 'db/enums')).toEqual(['prisma/main/client']);
    expect(resolver.resolve('apps/a.ts', 'x')).toEqual(['x/z.ts']);
    expect(resolver.resolve('a.ts', 'x')).toEqual([]);
  });

  test('a workspace under another name', () => {
    const resolver = resolverOf({
      'apps/package.json': json({ dependencies: { data: 'workspace:@acme/db@*', db: 'workspace:^' } }),
      'libs/db/package.json': json({ name: '@acme/db', main: 'main.js' }),
      ...empty('libs/db/main.ts'),
    });
    expect(resolver.resolve('apps/a.ts', 'data')).toEqual(['libs/db/main.ts']);
    expect(resolver.resolve('apps/a.ts', 'db')).toEqual([]);
  });

  test('one package where two have the same name: the one nearer to the root', () => {
    const resolver = resolverOf({
      'examples/deep/db/package.json': json({ name: 'db' }),
      'libs/db/package.json': json({ name: 'db' }),
      ...empty('examples/deep/db/index.ts', 'libs/db/index.ts'),
    });
    expect(resolver.resolve('a.ts', 'db')).toEqual(['libs/db/index.ts']);
  });

  test('nothing that a broken package.json says', () => {
    const broken = ['', '[]', '{ "exports": 7, "main": {}, "name": [] ', '{ "exports": { ".": null, "./x": [null] } }'];
    for (const text of broken) {
      const resolver = resolverOf({ 'package.json': text });
      expect([...resolver.resolve('a.ts', '#x'), ...resolver.resolve('a.ts', 'x/y')]).toEqual([]);
    }
  });
});
