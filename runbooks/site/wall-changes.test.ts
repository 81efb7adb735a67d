import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { controls } from '../../policies/controls.ts';
import { isApproved, readWallChanges, wallOf } from './wall-changes.ts';

const wall = wallOf([{ mechanisms: ['service/held.ts#name', 'policies/a.ts'] }]);
let repository: string;

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'bulkhead-wall-'));
  git('init', '--quiet', '--initial-branch=main');
});
afterEach(() => rmSync(repository, { recursive: true }));

test('a change of the wall names who made it, and who approved or merged it; what was committed elsewhere is in UTC', () => {
  commit('policies/a.ts', 'policies: one', 'Ada');
  commit('service/a.ts', 'service: no part of the wall', 'Ada');
  commit('prisma/billing/schema.prisma', 'prisma: neither is this', 'Ada');
  commit('service/held.ts', 'service: a control names this', 'Ada');
  git('checkout', '--quiet', '-b', 'branch');
  commit('prisma/billing/grants.sql', 'grants: <b>two</b>\n\nReviewed-by: Grace <g@example.org>', 'Ada');
  git('checkout', '--quiet', 'main');
  git('merge', '--no-ff', '--quiet', '--message', 'Merge pull request 7', 'branch');
  const changes = readWallChanges(repository, wall);
  const read = changes.map(({ subject, author, approvals }) => [subject, author, approvals.map(({ says }) => says)]);
  expect(read).toEqual([
    [
      'grants: <b>two</b>',
      'Ada',
      ['reviewed by Grace', expect.stringMatching(/^merged by Maintainer as [0-9a-f]{12}: Merge pull request 7$/)],
    ],
    ['service: a control names this', 'Ada', []],
    ['policies: one', 'Ada', []],
  ]);
  expect(changes.map(({ at }) => at)).toEqual(Array(3).fill('2026-11-25T10:00:00.000Z'));
});

test('a second person approves: no author does so alone, and no server that commits a squashed merge', () => {
  commit('policies/a.ts', 'one\n\nReviewed-by: Ada <a@example.org>', 'Ada');
  commit('policies/b.ts', 'two', 'Ada', 'GitHub');
  commit('policies/c.ts', 'three\n\nApproved-by: Grace <g@example.org>', 'Ada');
  const approved = readWallChanges(repository, wall).map((change) => [change.subject, isApproved(change)]);
  expect(approved).toEqual([
    ['three', true],
    ['two', false],
    ['one', false],
  ]);
});

test('the wall is every file that a control names, each once: by its place, or by name', () => {
  const { files, places } = wallOf(controls);
  expect(files).toContain('service/privacy/erase.ts');
  expect(files).toContain('package-lock.json');
  expect(files.filter((file) => file.startsWith('policies/') || file.endsWith('grants.sql'))).toEqual([]);
  expect(places).toContain('bulkhead.config.json');
  expect(new Set(files).size).toBe(files.length);
});

function git(...words: string[]) {
  as('Maintainer', 'Maintainer', words);
}

function as(author: string, committer: string, words: string[]) {
  const date = '2026-11-25T12:00:00+02:00';
  const names = { GIT_AUTHOR_NAME: author, GIT_COMMITTER_NAME: committer };
  const addresses = { GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_EMAIL: 'c@example.org' };
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  execFileSync('git', words, {
    ...{ cwd: repository, stdio: 'ignore', env: { ...process.env, ...names, ...addresses, ...dates } },
  });
}

function commit(path: string, message: string, author: string, committer = author) {
  mkdirSync(join(repository, path, '..'), { recursive: true });
  writeFileSync(join(repository, path), message);
  git('add', '.');
  as(author, committer, ['commit', '--quiet', '--message', message]);
}
