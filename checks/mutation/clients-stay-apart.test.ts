import { describe } from 'vitest';
import { type Mutation, putBehind, testMutations } from '../testing/mutation.ts';
import type { Texts } from '../testing/test-rule.ts';

/** The name of main's client, in quotes, and in its place that of billing's own. */
const client = "«'../main/client/client.ts'⇒'./client/client.ts'»";

/** Every form in which a file of billing can name main's client. */
const forms: Record<string, string> = {
  'a static import': `import { PrismaClient } from ${client};`,
  'an import for its effects': `import ${client};`,
  'a default import': `import main from ${client};`,
  'a namespace': `import * as main from ${client};`,
  'import type': `import type { Customer } from ${client};`,
  'an inline type': `import { type Customer } from ${client};`,
  'a re-export': `export { PrismaClient } from ${client};`,
  'a renamed re-export': `export { PrismaClient as Database } from ${client};`,
  'export type': `export type { Customer } from ${client};`,
  'export *': `export * from ${client};`,
  'export * as': `export * as main from ${client};`,
  require: `const { PrismaClient } = require(${client});`,
  'import = require': `import main = require(${client});`,
  'import() of a literal': `const main = await import(${client});`,
  'import() of a template': 'await import(«`../main/client/client.ts`⇒`./client/client.ts`»);',
  'import() of a concatenation': `await import(«'../main' + '/client/client.ts'⇒'.' + '/client/client.ts'»);`,
  'import() of a constant': `const where = '‹../main⇒.›/client/client.ts';\nawait import(«where»);`,
  'typeof import()': `let main: typeof import(${client});`,
  'import().T': `export type Customer = import(${client}).Customer;`,
  createRequire: `import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nload(${client});`,
  'require.resolve': `require.resolve(${client});`,
  'import.meta.resolve': `import.meta.resolve(${client});`,
  'vi.mock': `import { vi } from 'vitest';\nvi.mock(${client}, () => ({}));`,
  'jest.mock': `jest.mock(${client});`,
  'the .js name of the .ts file': `import { PrismaClient } from «'../main/client/client.js'⇒'./client/client.js'»;`,
  'the folder': `import { PrismaClient } from «'../main/client'⇒'./client'»;`,
  'a file of its own': `import type { Customer } from «'../main/client/models/Customer'⇒'./client/models/Invoice'»;`,
  'the default client': `import { PrismaClient } from «'@prisma/client'⇒'./client/client.ts'»;`,
  'an entry of the default client': `import { PrismaClient } from «'@prisma/client/edge'⇒'@prisma/client/extension'»;`,
  'the default client where it is generated': `import «'.prisma/client'⇒'@prisma/client/runtime/client'»;`,
  'an alias of tsconfig': `import { PrismaClient } from «'@main/client/client'⇒'@billing/client/client'»;`,
  'baseUrl of tsconfig': `import { PrismaClient } from «'src/main/client/client'⇒'src/billing/client/client'»;`,
  'imports of package.json': `import { PrismaClient } from «'#main/client/client'⇒'#billing/client/client'»;`,
};

/** Forms that text alone cannot decide: each could well be main's client. */
const computed: Record<string, string> = {
  'import() of a template that can be it': 'await import(«`../${kind}/client/client.ts`⇒`./client/${kind}.ts`»);',
  'import() of a concatenation that can be it': "await import(«'../main/' + kind⇒'../shared/locales/' + kind»);",
  'import() of a variable beside its name': "for (const one of ['‹../main⇒.›/client/client.ts']) await import(«one»);",
  'require of a template that can be it': 'require(«`../main/${kind}`⇒`./${kind}.json`»);',
  'vi.mock of a template that can be it': "import { vi } from 'vitest';\nvi.mock(«`../${kind}/client`⇒`./${kind}`»);",
};

const aPackage = (manifest: object): Texts => ({
  'packages/data/package.json': JSON.stringify({ name: '@shop/data', ...manifest }),
  'packages/data/src/index.ts': "export * from '../../../src/main/client/client.ts';",
  'packages/data/src/pure.ts': 'export const pure = true;',
  'src/billing/form.ts': "import data from «'@shop/data'⇒'@shop/data/pure'»;",
});

/** Ways by which the name leads to main's client through other files. */
const ways: Record<string, Texts> = {
  'extends of tsconfig': {
    'tsconfig.json': '{ "extends": "./tsconfig.paths.json" }',
    'tsconfig.paths.json':
      '{ "compilerOptions": { "paths": { "~db/*": ["./src/main/*"], "~/*": ["./src/billing/*"] } } }',
    'src/billing/form.ts': "import { PrismaClient } from «'~db/client/client'⇒'~/client/client'»;",
  },
  'exports, under a condition': aPackage({
    exports: { '.': { types: './dist/index.d.ts', import: './dist/index.js' }, './pure': './dist/pure.js' },
  }),
  'exports, under the last condition': aPackage({
    exports: { '.': { browser: './dist/pure.js', default: './dist/index.js' }, './pure': './dist/pure.js' },
  }),
  'a subpath of exports': {
    ...aPackage({ exports: { './*': './dist/*.js' } }),
    'src/billing/form.ts': "import data from «'@shop/data/index'⇒'@shop/data/pure'»;",
  },
  'main of package.json': aPackage({ main: './dist/index.js' }),
  'a workspace of pnpm': {
    ...aPackage({ main: 'src/index.ts' }),
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
  },
  'a workspace of npm and yarn': {
    ...aPackage({ type: 'module', module: 'src/index.ts' }),
    ...putBehind('"private": true,', 'package.json', '\n  "workspaces": ["packages/*"],'),
  },
  'a renamed dependency': {
    ...putBehind('"dependencies": {', 'package.json', '\n    "orm": "npm:@prisma/client@7.10.0",'),
    'src/billing/form.ts': "import { PrismaClient } from «'orm'⇒'orm/extension'»;",
  },
  'a renamed re-export, followed to its origin': {
    'src/billing/form.ts': "import { people } from «'../shared/people.js'⇒'../shared/money.js'»;",
    'src/shared/people.ts': "export { persons as people } from './persons';",
    'src/shared/persons.ts': "export { customers as persons } from '../main/customers';",
  },
  'a chain of files, once, at the edge that crosses': {
    'src/billing/first.ts': "import './second.ts';",
    'src/billing/second.ts': "import './form.ts';",
    'src/billing/form.ts': "export * from «'../shared/third.js'⇒'../shared/money.js'»;",
    'src/shared/third.ts': "import '../main/customers.ts';",
  },
  'JSDoc types in JavaScript': {
    'src/billing/form.js': `/** @type {import(${client}).Customer} */\nexport const customer = {};\n`,
  },
  'main’s code that names billing’s client': {
    'src/main/form.ts': "import { PrismaClient } from «'../billing/client/client.ts'⇒'./client/client.ts'»;",
  },
  'two generators that write to one place': {
    'prisma/main/schema.prisma':
      'generator client {\n  provider = "prisma-client"\n  output   = «"../../src/billing/client"⇒"../../src/main/client"»\n}\n',
  },
};

const inBilling = (texts: Record<string, string>, rest: Omit<Mutation, 'files'> = {}) =>
  Object.fromEntries(
    Object.entries(texts).map(([title, text]) => [
      title,
      { files: { 'src/billing/form.ts': `const kind = process.argv[2];\n${text}\n` }, ...rest },
    ]),
  );

describe('billing reaches main’s client by', () => {
  testMutations('clients-stay-apart', inBilling(forms));
});

describe('nobody can tell whether billing reaches main’s client by', () => {
  testMutations('clients-stay-apart', inBilling(computed, { severity: 'unverifiable' }));
});

describe('the wall is breached by way of', () => {
  testMutations(
    'clients-stay-apart',
    Object.fromEntries(Object.entries(ways).map(([title, files]) => [title, { files }])),
  );
});
