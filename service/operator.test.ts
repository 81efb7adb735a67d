import { expect, onTestFinished, test, vi } from 'vitest';
import { codeCommit } from './operator.ts';

test.each([
  ['a1b2c3', 'a1b2c3'],
  [' a1b2c3\n', 'a1b2c3'],
])('GIT_COMMIT %j is the commit %j', (given, commit) => {
  vi.stubEnv('GIT_COMMIT', given);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(codeCommit()).toBe(commit);
});

test.each(['', '  ', 'a1b2\nc3', 'two words'])('GIT_COMMIT %j is none: git is asked', (given) => {
  vi.stubEnv('GIT_COMMIT', given);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(codeCommit()).toMatch(/^([0-9a-f]{40}|unknown)$/);
});
