import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfiguration } from './configuration/read.ts';
import type { CheckResult, Finding } from './finding.ts';
import { filesInFolder } from './repository/folder.ts';
import { rules } from './rules.ts';
import { run } from './run.ts';

/** Whole small repositories; each says in its expected.json what is to be found in it, and nothing else may be. */
const fixtures = join(import.meta.dirname, 'fixtures');
const names = readdirSync(fixtures).sort();

/** The day on which the end dates in the fixtures' configurations are judged. */
const today = '2026-11-22';

type Expected = Pick<Finding, 'rule' | 'file' | 'line' | 'column' | 'severity'>;

const expectedIn = (name: string) =>
  JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8')) as Expected[];
const linesOf = (found: readonly Expected[]) =>
  found.map(({ rule, file, line, column, severity }) => `${file}:${line}:${column} ${severity} ${rule}`).sort();

const check = (name: string) => {
  const root = join(fixtures, name);
  const files = filesInFolder(root);
  return run(files, readConfiguration(root, files, undefined), { rules, today });
};

describe('exactly what is expected is found in', () => {
  test.each(names)('%s', (name) => {
    expect(linesOf(check(name).findings)).toEqual(linesOf(expectedIn(name)));
  });
});

describe('the fixtures', () => {
  test('hold one of each layout in which there is nothing to find', () => {
    const clean = names.filter((name) => expectedIn(name).length === 0);
    expect(clean).toEqual(['clean-nx', 'clean-one-package', 'clean-workspaces']);
  });

  test('break every rule that other repositories are checked by', () => {
    const broken = new Set(names.flatMap((name) => expectedIn(name).map(({ rule }) => rule)));
    expect([...broken].sort()).toEqual(rules.flatMap(({ id, house }) => (house === true ? [] : id)).sort());
  });

  test('waive a finding, and let a bridge reach both databases', () => {
    expect(check('clean-workspaces').waived.map(({ file }) => file)).toEqual(['apps/web/src/legacy.ts']);
    const root = join(fixtures, 'clean-workspaces');
    const files = filesInFolder(root);
    const later = run(files, readConfiguration(root, files, undefined), { rules, today: '2027-11-22' }).findings;
    expect(later.map(({ rule, file }) => `${file} ${rule}`)).toEqual([
      'apps/web/src/legacy.ts no-card-data',
      'bulkhead.config.json exemptions-current',
      'bulkhead.config.json exemptions-current',
      'packages/billing/src/charge.test.ts clients-stay-apart',
      'packages/testkit/src/index.ts clients-stay-apart',
    ]);
  });
});

describe('the command says the same of', () => {
  let cacheFolder: string;
  beforeAll(() => {
    cacheFolder = mkdtempSync(join(tmpdir(), 'bulkhead-fixtures-'));
  });
  afterAll(() => rmSync(cacheFolder, { recursive: true, force: true }));

  // Those without exemptions: the command judges end dates by the day it runs on.
  test.each([
    ['classic-mistake', 1],
    ['nx-pnpm-prisma-6', 1],
    ['clean-one-package', 0],
  ])('%s, and ends with %i', (name, ending) => {
    const { status, stdout } = spawnSync(
      join(import.meta.dirname, '../bulkhead'),
      ['check', join(fixtures, name), '--format', 'json', '--cache-dir', cacheFolder],
      { encoding: 'utf8' },
    );
    expect(status).toBe(ending);
    expect(linesOf((JSON.parse(stdout) as CheckResult).findings)).toEqual(linesOf(expectedIn(name)));
  });
});
