import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controls } from '../../policies/controls.ts';
import { findMechanism } from './mechanism.ts';

const files: Record<string, string> = {
  'code.ts': [
    `import { a } from './a.ts';`,
    '',
    '/** The licence. */',
    '',
    'const inner = wall(1);',
    '',
    '/** What keeps them apart. */',
    'export function wall(of: number): number {',
    '  return inner(of);',
    '}',
    '',
    'export class Gate {',
    '  /** Opens it. */',
    '  open(): void {}',
    '}',
  ].join('\n'),
  'wall.test.ts': [
    `import { test } from 'vitest';`,
    `test('main’s user sees nothing', () => {});`,
    `test.each([['a reader', 1], ['a writer', 2]])('%s is refused: %#', () => {});`,
    `test.skipIf(process.env['X'])('only here', () => {});`,
    'test(`killed ${times} times, nothing is lost`, () => {});',
    `test.each(users)('%s_%s', () => {});`,
    `/x/.test('no title');`,
  ].join('\n'),
  'runbooks/page.md': '---\nowner: us\n---\n\n# The page\n\nWhat it is\nabout.\n\n## More\n',
  'jobs.yml': '# wall: no job\njobs:\n  wall:\n    steps:\n      - run: a\n\n  other:\n    steps: []\n',
  'settings.json': '{\n  "rules": [\n    "one"\n  ],\n  "wall": 1\n}\n',
  'grants.sql': [
    '-- billing_app is told of below.',
    '',
    '-- The service.',
    `GRANT SELECT ON a TO 'billing_app';`,
    `GRANT SELECT ON b TO 'billing_app';`,
    '',
    '-- Erasure.',
    'GRANT UPDATE',
    `    ON a TO 'billing_privacy';`,
    `GRANT SELECT ON c TO 'billing_app';`,
  ].join('\n'),
  'long.txt': Array.from({ length: 70 }, (_, index) => `line ${index + 1}`).join('\n'),
};
let repository: string;

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'bulkhead-mechanism-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
});
afterAll(() => rmSync(repository, { recursive: true }));

const shownOf = (mechanism: string) =>
  findMechanism(repository, mechanism).passages.map(({ from, to }) => `${from}-${to}`);

test.each([
  ['a declaration with its comment, and no place that uses it', 'code.ts#wall', ['7-10']],
  ['the first that is exported, where none is named', 'code.ts', ['7-10']],
  ['a class', 'code.ts#Gate', ['12-15']],
  ['a method', 'code.ts#open', ['13-14']],
  ['the title of a page and its first paragraph', 'runbooks/page.md', ['5-8']],
  ['a job of a workflow, and no comment that names it', 'jobs.yml#wall', ['3-5']],
  ['a list of JSON', 'settings.json#rules', ['2-4']],
  ['statements that name a user, each with its comment', 'grants.sql#billing_privacy', ['7-9']],
  ['statements of a user wherever they stand', 'grants.sql#billing_app', ['3-5', '10-10']],
])('it shows %s', (_, mechanism, passages) => {
  expect(shownOf(mechanism)).toEqual(passages);
});

test('of tests it shows what they say, row by row', () => {
  expect(findMechanism(repository, 'wall.test.ts').titles).toEqual([
    'main’s user sees nothing',
    'a reader is refused',
    'a writer is refused',
    'only here',
    'killed … times, nothing is lost',
  ]);
});

test('what is cut off is counted', () => {
  const { passages, linesMore } = findMechanism(repository, 'long.txt');
  expect(passages[0]!.text.split('\n')).toHaveLength(passages[0]!.to);
  expect(linesMore).toBe(70 - passages[0]!.to);
});

test.each(['gone.ts', 'code.ts#gone', 'jobs.yml#steps-of', 'grants.sql#nobody', 'settings.json#rule'])(
  '%s is not there, and that is said',
  (mechanism) => {
    expect(findMechanism(repository, mechanism).line).toBeNull();
  },
);

test('each mechanism that a control names is found in this repository', () => {
  const named = new Set(controls.flatMap(({ mechanisms }) => mechanisms));
  const repository = join(import.meta.dirname, '../..');
  expect([...named].filter((one) => findMechanism(repository, one).line === null)).toEqual([]);
});
