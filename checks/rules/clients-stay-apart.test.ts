import { describe, expect, test } from 'vitest';
import { filesInMemory } from '../repository/files.ts';
import { findingsIn, takeMarks, testRule, type Texts, usualConfiguration, usualTexts } from '../testing/test-rule.ts';
import { clientsStayApart } from './clients-stay-apart.ts';
import { run } from '../run.ts';
import { loadConfiguration } from '../configuration/load.ts';
import type { Rule } from '../rule.ts';

const rule = clientsStayApart as Rule;
const main = '../prisma/main/client/client.ts';

/** Every form by which billing/file.ts can name the main client; `«»` stand around its name. */
const forms: Record<string, string> = {
  import: `import { PrismaClient } from «'${main}'»;`,
  'import for its effects': `import «"${main}"»;`,
  'default import': `import prisma from «'${main}'»;`,
  'namespace import': `import * as prisma from «'${main}'»;`,
  'import behind a comment that ends on its line': `/*\n// it is */ import { PrismaClient } from «'${main}'»;`,
  'import over lines with comments': `import {\n  PrismaClient, // the client\n} from /* here */\n  «'${main}'»;`,
  'import type': `import type { User } from «'${main}'»;`,
  'inline type': `import { type User } from «'${main}'»;`,
  're-export': `export { PrismaClient } from «'${main}'»;`,
  'renamed re-export': `export { PrismaClient as Database } from «'${main}'»;`,
  'export type': `export type { User } from «'${main}'»;`,
  'export *': `export * from «'${main}'»;`,
  'export * as': `export * as main from «'${main}'»;`,
  require: `const { PrismaClient } = require(«'${main}'»);`,
  'module.require': `const { PrismaClient } = module.require(«'${main}'»);`,
  'import = require': `import main = require(«'${main}'»);`,
  'import()': `const { PrismaClient } = await import(«'${main}'»);`,
  'import() with a comment': `const main = await import(/* webpackChunkName: "main" */ «'${main}'»);`,
  'import() with options': `const main = await import(«'${main}'», { with: {} });`,
  'import() of a template without placeholders': `await import(«\`${main}\`»);`,
  'import() of a template that is constant': "await import(«`../prisma/${'main'}/client/client.ts`»);",
  'import() of a concatenation': `await import(«'../prisma/' + 'main/client' + '/client.ts'»);`,
  'import() of a constant': `const where = '${main}';\nawait import(«where»);`,
  'import() of constants': "const base = '../prisma/main';\nawait import(«`${base}/client/client.ts`»);",
  'import() of an escaped name': `await import(«'../prisma/m\\u0061in/client/client.ts'»);`,
  'import() inside the client, whatever the rest': 'await import(«`../prisma/main/client/models/${name}.ts`»);',
  'import() by choice': `await import(wanted ? './a.ts' : «'${main}'»);`,
  'import() by default': `await import(wanted ?? «'${main}'»);`,
  'import() beside the file': `await import(«new URL('${main}', import.meta.url).href»);`,
  'typeof import()': `let main: typeof import(«'${main}'»);`,
  'import().T': `let client: import(«'${main}'»).PrismaClient;`,
  'import() as a type argument': `const actual = load<Map<string, import(«'${main}'»).User>>();`,
  'createRequire called at once': `import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)(«'${main}'»);`,
  'createRequire under another name': `import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nload(«'${main}'»);`,
  'createRequire and resolve': `import module from 'node:module';\nconst load = module.createRequire(import.meta.url);\nload.resolve(«'${main}'»);`,
  'require.resolve': `require.resolve(«'${main}'»);`,
  'import.meta.resolve': `import.meta.resolve(«'${main}'»);`,
  'require of a joined path': `require(«path.join(__dirname, '..', 'prisma/main/client')»);`,
  'vi.mock': `vi.mock(«'${main}'», () => ({}));`,
  'vi.doMock': `vi.doMock(«'${main}'»);`,
  'vi.mock of import()': `vi.mock(import(«'${main}'»));`,
  'vi.importActual': `await vi.importActual(«'${main}'»);`,
  'vi.importActual with a type': `await vi.importActual<typeof import(«'${main}'»)>(«'${main}'»);`,
  'jest.mock': `jest.mock(«'${main}'»);`,
  'jest.mock with a type': `jest.mock<Client>(«'${main}'»);`,
  'jest.requireActual': `jest.requireActual(«'${main}'»);`,
  'jest.createMockFromModule': `jest.createMockFromModule(«'${main}'»);`,
  'mock.module': `mock.module(«'${main}'», {});`,
  reference: `/// <reference path="«${main}»" />\nexport {};`,
  'the .js name of the .ts file': `import { PrismaClient } from «'../prisma/main/client/client.js'»;`,
  'the folder': `import { PrismaClient } from «'../prisma/main/client'»;`,
  'the folder with a slash': `import { PrismaClient } from «'../prisma/main/client/'»;`,
  'a model of it': `import type { User } from «'../prisma/main/client/models/User'»;`,
  'a way round': `import { PrismaClient } from «'./../billing/../prisma/./main/client'»;`,
  'a query': `import schema from «'../prisma/main/client/client.ts?raw'»;`,
  'the default client': `import { PrismaClient } from «'@prisma/client'»;`,
  'an entry of the default client': `import { PrismaClient } from «'@prisma/client/edge'»;`,
  'the default client where it is generated': `import { PrismaClient } from «'.prisma/client'»;`,
  'the default client by its path': `import { PrismaClient } from «'../node_modules/.prisma/client/index.js'»;`,
};

testRule(clientsStayApart, {
  path: 'billing/file.ts',
  with: {
    'main-package/package.json':
      '{ "name": "@acme/main", "exports": { ".": "./dist/index.js", "./db": { "types": "./dist/db.d.ts", "default": "./dist/db.js" }, "./pure/*": "./dist/pure/*.js" } }',
    'main-package/src/index.ts': 'export const name = 1;',
    'main-package/src/db.ts': `export * from '../../prisma/main/client/client.ts';`,
    'main-package/src/pure/a.ts': '',
    'locale/en.ts': 'export default {};',
  },
  passes: {
    'its own client': `import { PrismaClient } from '../prisma/billing/client/client.ts';`,
    'the main client in main code': {
      'src/file.ts': `import { PrismaClient } from '../prisma/main/client/client.ts';`,
    },
    'a comment': `// import { PrismaClient } from '${main}';\n/* require('${main}') */\nexport {};`,
    'a JSDoc type in TypeScript, which nothing reads': `/** @type {import('${main}').User} */\nexport const user = {};`,
    'a string': `export const help = "import { PrismaClient } from '${main}'";`,
    'a template': `export const help = \`require('${main}')\`;`,
    'a string in a file with computed imports': `export const paths = ['./a'];\nexport const load = (name) => import(name);`,
    'a method called mock, from or import': `Array.from('${main}'); server.mock('${main}'); thing.import('${main}'); path.resolve('${main}');`,
    'the runtime': `import { Decimal } from '@prisma/client/runtime/library';\nimport * as r from '@prisma/client/runtime/client.js';`,
    'the runtime where every path from the root is a name': {
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }',
      'billing/file.ts': `import { Decimal } from '@prisma/client/runtime/client';`,
    },
    'the extension entry': `import { Prisma } from '@prisma/client/extension';`,
    'adapters and tooling': `import { PrismaMariaDb } from '@prisma/adapter-mariadb';\nimport { PrismaInstrumentation } from '@prisma/instrumentation';\nimport { defineConfig } from 'prisma/config';\nimport { getDMMF } from '@prisma/internals';`,
    'names that only look like the default client': `import a from '@prisma/client-engine';\nimport b from '@prisma/clients';\nimport c from '@acme/prisma/client';`,
    'files that are not there': `import a from './gone.ts';\nimport b from '#gone';\nimport c from 'gone/gone';\nimport d from '../../../outside';`,
    'styles and data': `import './style.css';\nimport data from './data.json';\nimport logo from './logo.svg?url';`,
    'import() of what can only be a language': 'await import(`../locale/${name}.js`);',
    'import() of what ends as no client does':
      'await import(`../prisma/${name}/seed.json`); await import(`../${name}/data.css`);',
    'import() of anything':
      'export const load = (name) => import(name);\nrequire(name);\nawait import(`${name}/index.js`);',
    'a workspace that does not reach it': `import { name } from '@acme/main';\nimport a from '@acme/main/pure/a';`,
    'a package that happens to be called so': `import x from 'main-package/src/db.ts';`,
    'a circle': {
      'billing/a.ts': `import './b.ts';`,
      'billing/b.ts': `import './a.ts';\nimport '../prisma/billing/client/client.ts';`,
    },
    'a file that imports itself': `import './file.ts';`,
    'an empty file': '',
    'a suspect that a comment made': {
      'billing/a.ts': `import '../src/b.ts';`,
      'src/b.ts': `import './c.ts';`,
      'src/c.ts': `/* import '../prisma/main/client/client.ts' */\nexport {};`,
    },
    'a client file beside the folder': {
      'billing/a.ts': `import '../prisma/main/client';`,
      'prisma/main/client.ts': 'export const url = 1;',
    },
  },
  fails: {
    ...Object.fromEntries(Object.entries(forms).map(([title, text]) => [`billing reaches main by ${title}`, text])),
    'JSDoc types in JavaScript': {
      'billing/file.js': `/** @type {import(«'${main}'»).User} */\nconst user = {};\n/** @import { User } from «'${main}'» */\n/**\n * @typedef {import(«'${main}'»).User} Person\n */\n`,
    },
    'import() of a template that can be it': {
      files: `await import(«\`../prisma/\${name}/client/client.ts\`»);`,
      severity: 'unverifiable',
      problem: /computed.*the client of main \(prisma\/main\/client\)/,
    },
    'import() of a concatenation that can be it': {
      files: `await import(«'../prisma/' + name»);`,
      severity: 'unverifiable',
    },
    'import() of a template that can be a file that reaches it': {
      files: {
        'billing/file.ts': 'await import(«`../jobs/${name}.js`»);',
        'jobs/import.ts': `import '../prisma/main/client/client.ts';`,
      },
      severity: 'unverifiable',
    },
    'import() of a variable in a file that names it': {
      files: `for (const one of ['./a.ts', '${main}']) await import(«one»);`,
      severity: 'unverifiable',
    },
    'import() of a template that ends like it': {
      files: 'await import(«`${root}/prisma/main/client/client.ts`»);',
      severity: 'unverifiable',
    },
    'import() of a name that is declared twice': {
      files: `const where = '${main}';\nexport const load = (where: string) => import(«where»);`,
      severity: 'unverifiable',
    },
    'require of a path from the working directory': {
      files: `require(«path.resolve('prisma/main/client')»);`,
      severity: 'unverifiable',
    },
    'vi.mock of a template that can be it': {
      files: 'vi.mock(«`../prisma/${name}/client`»);',
      severity: 'unverifiable',
    },
    'main code that uses billing’s client': {
      files: { 'src/file.ts': `import { PrismaClient } from «'../prisma/billing/client/client.ts'»;` },
      problem: /^code of main imports the client of billing \(prisma\/billing\/client\)$/,
      fix: /^import prisma\/main\/client instead/,
    },
    'the default client, which nobody generates': {
      files: { 'src/file.ts': `import { PrismaClient } from «'@prisma/client'»;` },
      problem: /which no configured database generates/,
    },
    'a file that is imported twice': `import a from «'${main}'»;\nimport type b from «'${main}'»;`,
    'a workspace’s subpath, not built': `import { db } from «'@acme/main/db'»;`,
    'a chain, at the import that crosses': {
      files: {
        'billing/a.ts': `import './b.ts';`,
        'billing/b.ts': `import './style.css';\nexport { thing } from «'../src/c.js'»;`,
        'src/c.ts': `export { default as thing } from './d/index.js';`,
        'src/d/index.ts': `export { db as default } from '../e';`,
        'src/e.tsx': `import { PrismaClient as db } from '../prisma/main/client/client.ts';`,
      },
      problem: /reaches the client of main \(prisma\/main\/client\) through src\/c\.ts/,
    },
    'a chain of types only': {
      'billing/a.ts': `import type { User } from «'../src/c.ts'»;`,
      'src/c.ts': `export type { User } from '../prisma/main/client/client.ts';`,
    },
    'a chain that returns is reported once': {
      'billing/a.ts': `import '../src/b.ts';`,
      'src/b.ts': `import '../billing/c.ts';`,
      'billing/c.ts': `import «'../prisma/main/client'»;`,
    },
    'a circle that reaches it': {
      'billing/a.ts': `import «'../src/b.ts'»;`,
      'src/b.ts': `import './c.ts';`,
      'src/c.ts': `import './b.ts';\nimport '../prisma/main/client';`,
    },
    'a chain whose middle is computed': {
      'billing/a.ts': `import «'../src/b.ts'»;`,
      'src/b.ts': `await import('../prisma/main' + '/client/client.ts');`,
    },
    'a suspect that cannot be parsed': {
      files: { 'billing/a.ts': `import x from '${main}';\nconst «»= 1;` },
      severity: 'unread',
    },
  },
});

describe('clients-stay-apart', () => {
  test.each(Object.entries(forms))('finds nothing once %s names the own client', (_title, form) => {
    const { texts } = takeMarks({ 'billing/file.ts': form });
    const own = texts['billing/file.ts']!.replaceAll('main/client', 'billing/client')
      .replaceAll("'main'", "'billing'")
      .replaceAll('m\\u0061in', 'billing')
      .replaceAll("'../prisma/main'", "'../prisma/billing'")
      .replaceAll(/(?:\.\.\/node_modules\/)?[@.]prisma\/client(?:\/index\.js)?/g, '@prisma/client/runtime/client');
    expect(findingsIn(rule, { ...usualTexts, 'billing/file.ts': own })).toEqual([]);
  });

  test('shows the path through the files, up to the client', () => {
    const [finding] = findingsIn(rule, {
      ...usualTexts,
      'billing/a.ts': `import '../src/b.ts';`,
      'src/b.ts': `import './c.ts';`,
      'src/c.ts': `import '../prisma/main/client';`,
    });
    expect(finding?.path).toEqual(['src/b.ts', 'src/c.ts', 'prisma/main/client']);
  });

  test('finds what ignored files pass on, and does not judge them', () => {
    const texts = {
      ...usualTexts,
      'billing/a.ts': `import '../generated/b.ts';`,
      'generated/b.ts': `import '../prisma/main/client';`,
      'billing/generated.ts': `import '../prisma/main/client';`,
    };
    const ignore = ['generated/**', 'billing/generated.ts'];
    expect(findingsIn(rule, texts, { ...usualConfiguration, ignore }).map(({ file }) => file)).toEqual([
      'billing/a.ts',
    ]);
  });
});

describe('a large repository', () => {
  /** Files in two circles of imports, each reaching its own client from every file; `more` breaks the wall. */
  const circles = (count: number, more: Texts): Texts => ({
    ...usualTexts,
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => {
        const next = (index + 2) % count;
        const [folder, database] = index % 2 === 0 ? ['billing', 'billing'] : ['src', 'main'];
        const text = `import './f${next}.ts';\nimport '../prisma/${database}/client';\nimport './gone${index}.js';\n`;
        return [`${folder}/f${index}.ts`, text];
      }),
    ),
    ...more,
  });

  test('is judged exactly, however large', () => {
    expect(findingsIn(rule, circles(8000, { 'billing/bad.ts': `import '../src/f1.ts';` }))).toHaveLength(1);
  });

  test('whose comments all look like imports ends in few rounds', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `src/g${index}.ts`,
        `import './g${index + 1}.ts';\n${index % 3 === 0 ? '/* ' : ''}import '../prisma/main/client'; // */\n`,
      ]),
    );
    const suspects = { 'billing/bad.ts': `/* import '../src/g0.ts' */\nimport '../src/g1.ts';` };
    expect(findingsIn(rule, { ...usualTexts, ...chain, ...suspects })).toHaveLength(1);
  });

  test('with a file nested deeper than the compiler goes is a finding, not a crash', () => {
    const text = `import '../prisma/main/client';\nexport const deep = ${'('.repeat(100_000)}1${')'.repeat(100_000)};`;
    expect(findingsIn(rule, { ...usualTexts, 'billing/deep.ts': text })).toMatchObject([{ severity: 'unread' }]);
  });
});

describe('code of no database', () => {
  const configuration = {
    databases: {
      billing: { ...usualConfiguration.databases.billing },
      main: { ...usualConfiguration.databases.main, code: ['main/**', 'prisma/main/**'] },
    },
  };
  const billing = `import '../prisma/billing/client';`;
  testRule(clientsStayApart, {
    path: 'tools/file.ts',
    configuration,
    passes: {
      'may reach one database': billing,
      'may import the default client that nobody generates': `import '@prisma/client';\n${billing}`,
      'may import what may reach two, where that is reported': {
        ...usualTexts,
        'billing/a.ts': billing,
        'tools/a.ts': `import '../billing/a.ts';`,
      },
    },
    fails: {
      'must not reach two: the second is reported': {
        files: `${billing}\nimport «'../prisma/main/client'»;`,
        problem: /code of no database, which also reaches billing, imports the client of main/,
        fix: /split/,
      },
      'must not reach two through files, reported where the ways part': {
        'tools/a.ts': `import './b.ts';`,
        'tools/b.ts': `import './c.ts';\nimport «'../main/d.ts'»;`,
        'tools/c.ts': billing,
        'main/d.ts': `import '../prisma/main/client';`,
      },
      'must not lead code of a database to another’s client': {
        'billing/a.ts': `import «'../tools/b.ts'»;`,
        'tools/b.ts': `import '../prisma/main/client';`,
      },
    },
  });
});

describe('the default client', () => {
  const schema = (output: string) => `generator client {\n  provider = "prisma-client-js"\n${output}}`;
  testRule(clientsStayApart, {
    path: 'src/file.ts',
    with: { 'prisma/main/schema.prisma': schema('') },
    passes: {
      'belongs to the database whose generator names no output': `import { PrismaClient } from '@prisma/client';\nimport '.prisma/client';`,
      'may be generated to its usual place by name': {
        'prisma/main/schema.prisma': schema('  output = "../../node_modules/.prisma/client"\n'),
        'src/file.ts': `import { PrismaClient } from '@prisma/client';`,
      },
    },
    fails: {
      'is foreign to all others': {
        files: { 'billing/file.ts': `import { PrismaClient } from «'@prisma/client'»;` },
        problem: /^code of billing imports the client of main \(@prisma\/client\)$/,
        fix: /import prisma\/billing\/client/,
      },
      'is foreign to all others where its output is named': {
        'prisma/main/schema.prisma': schema('  output = "../../node_modules/@prisma/client"\n'),
        'billing/file.ts': `import { PrismaClient } from «'@prisma/client'»;`,
      },
      'can be what a template names': {
        files: { 'billing/file.ts': 'await import(«`@prisma/${name}`»);' },
        severity: 'unverifiable',
      },
      'is generated by one database only': {
        files: {
          'prisma/billing/schema.prisma': schema(''),
          'prisma/main/schema.prisma': schema('').replace(' client', ' «client»'),
        },
        problem: /generated into the same place/,
      },
      'under another name in package.json': {
        'package.json': '{ "dependencies": { "prisma-seven": "npm:@prisma/client@7.1.0" } }',
        'billing/file.ts': `import { PrismaClient } from «'prisma-seven'»;`,
      },
    },
  });
});

describe('outputs in node_modules', () => {
  const schema = (output: string) => `generator client {\n  provider = "prisma-client-js"\n  output = "${output}"\n}`;
  testRule(clientsStayApart, {
    with: {
      'prisma/billing/schema.prisma': schema('../../node_modules/.prisma/billing-client'),
      'prisma/main/schema.prisma': schema('../../node_modules/@prisma/main-client'),
    },
    passes: {
      'are reached by their package name, by their own code': {
        'billing/a.ts': `import '.prisma/billing-client';\nimport '../node_modules/.prisma/billing-client/index.js';`,
        'src/a.ts': `import '@prisma/main-client/edge';`,
      },
      'have names that others do not share': {
        'src/a.ts': `import '.prisma/billing-client-tools';\nimport '@prisma/main';`,
      },
    },
    fails: {
      'are foreign by the folder they resolve to': {
        'billing/a.ts': `import «'@prisma/main-client'»;`,
        'src/a.ts': `import «'.prisma/billing-client/edge'»;\nimport «'../node_modules/.prisma/billing-client'»;`,
      },
      'are not the default client': { 'src/a.ts': `import «'@prisma/client'»;` },
      'may not be one folder for two': {
        'prisma/main/schema.prisma': `generator client {\n  provider = "prisma-client-js"\n  output = «"../../node_modules/.prisma/billing-client"»\n}`,
      },
    },
  });
});

describe('an output in a package’s own node_modules', () => {
  const schema =
    'generator client {\n  provider = "prisma-client-js"\n  output = "../../src/node_modules/.prisma/client"\n}';
  testRule(clientsStayApart, {
    with: { 'prisma/main/schema.prisma': schema },
    passes: { 'is the default client inside that package': { 'src/a.ts': `import '@prisma/client';` } },
    fails: {
      'is not the default client outside of it': {
        files: {
          'lib/a.ts': `import «'@prisma/client'»;`,
          'billing/a.ts': `import «'../src/node_modules/.prisma/client'»;`,
        },
        problem: /which no configured database generates|the client of main \(src\/node_modules\/\.prisma\/client\)/,
      },
    },
  });
});

describe('a bridge', () => {
  const bridged = (texts: Texts) => {
    const bridges = [{ path: 'testkit/**', reason: 'tests', expires: '2027-01-01' }];
    const configuration = { ...usualConfiguration, bridges };
    const all = { ...usualTexts, ...texts };
    const loaded = loadConfiguration('bulkhead.config.json', JSON.stringify(configuration), [rule.id]);
    const reported = run(filesInMemory(all), loaded, { rules: [rule], today: '2026-11-22' }).findings;
    const later = run(filesInMemory(all), loaded, { rules: [rule], today: '2027-11-22' }).findings;
    return [reported, later].map((findings) => findings.map(({ file }) => file));
  };
  const both = `import '../prisma/main/client';\nimport '../prisma/billing/client';`;

  test('may reach both, until its day', () => {
    expect(bridged({ 'testkit/index.ts': both })).toEqual([[], ['testkit/index.ts']]);
  });

  test('lets those reach both who reach them only through it', () => {
    const texts = { 'testkit/index.ts': both, 'billing/a.test.ts': `import '../testkit/index.ts';` };
    expect(bridged(texts)).toEqual([[], ['billing/a.test.ts', 'testkit/index.ts']]);
  });

  test('allows nothing that goes past it', () => {
    const texts = {
      'testkit/index.ts': both,
      'src/db.ts': `import '../prisma/main/client';`,
      'billing/a.ts': `import '../testkit/index.ts';\nimport '../src/db.ts';`,
    };
    expect(bridged(texts)[0]).toEqual(['billing/a.ts']);
  });
});
