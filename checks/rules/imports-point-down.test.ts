import { describe, expect, test } from 'vitest';
import { layers, mayImport } from '../house/layers.ts';
import { findingsIn, testRule, usualConfiguration } from '../testing/test-rule.ts';
import { importsPointDown } from './imports-point-down.ts';

const house = { ...usualConfiguration, house: true };

/** A file of each layer; those of the generated clients are ignored, so they are only imported. */
const fileOf: Record<string, string> = {
  policies: 'policies/backup.ts',
  'policies/pack': 'policies/pack/retention.ts',
  prisma: 'prisma/billing/prisma.config.ts',
  'billing client': 'prisma/billing/client/client.ts',
  service: 'service/webhook/commit.ts',
  sdk: 'service/sdk/billing.ts',
  'api types': 'service/sdk/api.ts',
  'sdk tests': 'service/sdk/billing.test.ts',
  'example app': 'service/sdk/example/app.ts',
  'main client': 'prisma/main/client/client.ts',
  'environment names': 'service/config.ts',
  infra: 'infra/billing/index.ts',
  checks: 'checks/run.ts',
  'failure.ts': 'failure.ts',
  'evidence-note.ts': 'evidence-note.ts',
  'package.json': 'package.json',
  'the root’s files': 'bulkhead.ts',
};

/** The table once more, written by hand from the design: what may be imported by whom, and nothing else may. */
const allowed: Record<string, string[]> = {
  policies: [],
  'policies/pack': ['policies', 'failure.ts', 'evidence-note.ts', 'package.json'],
  prisma: [],
  service: [
    'policies',
    'billing client',
    'environment names',
    'api types',
    'failure.ts',
    'evidence-note.ts',
    'package.json',
  ],
  sdk: ['api types'],
  'api types': [],
  'sdk tests': ['sdk', 'service'],
  'example app': ['sdk', 'main client'],
  'environment names': ['service', 'policies', 'failure.ts', 'evidence-note.ts', 'package.json'],
  infra: ['policies', 'environment names', 'failure.ts', 'evidence-note.ts', 'package.json'],
  checks: ['policies', 'failure.ts', 'evidence-note.ts', 'package.json'],
  'failure.ts': [],
  'evidence-note.ts': ['policies'],
  'the root’s files': Object.keys(fileOf),
};

const pairs = Object.entries(allowed).flatMap(([from, targets]) =>
  Object.keys(fileOf).flatMap((to) => (from === to ? [] : [{ from, to, passes: targets.includes(to) }])),
);

function pairTexts({ from, to }: { from: string; to: string }) {
  const up = '../'.repeat(fileOf[from]!.split('/').length - 1) || './';
  return { [fileOf[from]!]: `import { x } from '${up}${fileOf[to]!}';` };
}

describe('of all pairs of layers', () => {
  test.each(pairs.filter(({ passes }) => passes))('$from may import $to', (pair) => {
    expect(findingsIn(importsPointDown, pairTexts(pair), house)).toEqual([]);
  });

  test.each(pairs.filter(({ passes }) => !passes))('$from may not import $to', (pair) => {
    const [found, ...others] = findingsIn(importsPointDown, pairTexts(pair), house);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      file: fileOf[pair.from],
      line: 1,
      column: 20,
      path: [fileOf[pair.from], fileOf[pair.to]],
    });
    expect(found!.problem).toContain(`of ${pair.to}: ${pair.from} imports `);
  });

  test('a layer may always import itself', () => {
    for (const layer of layers) expect(mayImport(layer, layer)).toBe(true);
  });
});

testRule(importsPointDown, {
  path: 'service/server.ts',
  configuration: {
    ...house,
    bridges: [{ path: 'service/demo/main-app.ts', reason: 'plays the main app', expires: '2027-03-31' }],
  },
  with: {
    'package.json':
      '{ "imports": { "#checks/*": "./checks/*.ts", "#checks/own/*": "pino", "#any/*": "./*.ts", "#rule": { "node": "./checks/rule.ts" } } }',
  },
  passes: {
    'a package': `import pino from 'pino'; import { join } from 'node:path';`,
    'a neighbour': `import { log } from './log.ts';`,
    'a word that only looks like an import': `const text = "import '../checks/run.ts'"; // import '../infra/x.ts'`,
    'a call of somebody else’s require': `loader.require('../checks/run.ts');`,
    'a test’s packages': { 'policies/backup.test.ts': `import { test } from 'vitest'; import './backup.ts';` },
    'Pulumi in the pack': { 'policies/pack/lock.ts': `import { x } from '@pulumi/policy';` },
    'a main client that a bridge allows': {
      'service/demo/main-app.ts': `import '../../prisma/main/client/client.ts';`,
    },
    'a package import that leads to a package': `import '#checks/own/x'; import '#unknown';`,
    'a package import that leads to a neighbour': `import '#any/service/log';`,
    'a computed import of a folder that is allowed':
      'import(`./api/${name}.ts`); import(`../policies/backup/${name}.ts`);',
    'tools at the root': { 'vitest.config.ts': `import './checks/run.ts'; import './infra/preview.ts';` },
    'the command table': { 'bulkhead.ts': `import('./infra/preview.ts'); import(name);` },
    'a folder that shares the beginning of its name': `import '../checks-of-others/x.ts';`.replace('../', './'),
    'a script of no layer that reads policies': { 'runbooks/site/build.ts': `import '../../policies/controls.ts';` },
    'no script': { 'service/notes.md': `import '../checks/run.ts';` },
  },
  fails: {
    'a static import': `import { run } from '«../checks/run.ts»';`,
    'a bare import': `import "«../checks/run.ts»";`,
    'a type import': `import type { Rule } from '«../checks/rule.ts»';`,
    'an inline type import': `import { type Rule } from '«../checks/rule.ts»';`,
    'a re-export': `export { run } from '«../checks/run.ts»';`,
    'a re-export of everything': `export * from '«../checks/run.ts»';`,
    'a dynamic import': `const load = () => import('«../checks/run.ts»');`,
    'a dynamic import by a template': 'await import(`«../checks/run.ts»`);',
    'a require': `const run = require('«../checks/run.ts»');`,
    'an import by assignment': `import run = require('«../checks/run.ts»');`,
    'an import type': `let rule: import('«../checks/rule.ts»').Rule;`,
    'a typeof import': `let checks: typeof import('«../checks/run.ts»');`,
    'a folder': `import '«../checks»';`,
    'another extension, and none': `import '«../checks/run.js»'; import '«../checks/run»';`,
    'a way round': `import '«./webhook/../../checks/run.ts»';`,
    'a package import': `import '«#checks/run»'; import '«#rule»'; import '«#any/checks/run»';`,
    'a path out of the repository': `import '«../../elsewhere/x.ts»';`,
    'a tool at the root': `import '«../command-line.ts»';`,
    'a folder of no layer': `import '«../runbooks/site/build.ts»';`,
    'the pack, by a script of no layer': { 'runbooks/site/build.ts': `import '«../../policies/pack/index.mjs»';` },
    'main’s client without a bridge': `import '«../prisma/main/client/client.ts»';`,
    'a bridge, which is for clients only': { 'service/demo/main-app.ts': `import '«../../checks/run.ts»';` },
    'a package in policies': {
      files: { 'policies/backup.ts': `import { z } from '«zod»'; import '«node:path»';` },
      problem: /policies imports nothing else of this repository, and no package/,
    },
    'another package than Pulumi’s in the pack': {
      files: { 'policies/pack/lock.ts': `import '«@pulumiverse/x»';` },
      problem: /of packages only @pulumi\//,
    },
    'a computed import of a forbidden folder': 'import(«`../checks/rules/${name}.ts`»);',
    'a computed import': {
      files: 'import(«`../${name}.ts`»); import(«`../policies/${name}`»); import(«`${name}`»); require(«name»);',
      severity: 'unverifiable',
    },
    'JavaScript as well': { 'infra/index.mjs': `import '«../checks/run.ts»';` },
  },
});

test('without `house` nothing is said', () => {
  expect(findingsIn(importsPointDown, { 'policies/x.ts': `import '../checks/run.ts';` })).toEqual([]);
});

test('a file that cannot be parsed is not passed over', () => {
  const [found] = findingsIn(importsPointDown, { 'service/x.ts': `import { from '../checks/run.ts';` }, house);
  expect(found).toMatchObject({ rule: 'files-readable', severity: 'unread' });
});

test('100 KB of anything is read in a moment', () => {
  for (const text of ['import ', '../', 'import("', '#'].map((part) => part.repeat(100_000 / part.length))) {
    findingsIn(
      importsPointDown,
      { 'service/x.ts': `import '${text.replaceAll('"', '')}';`, 'service/y.ts': text },
      house,
    );
  }
});
