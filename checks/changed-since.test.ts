import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { broughtByChange } from './changed-since.ts';
import { loadConfiguration } from './configuration/load.ts';
import { filesAtBase } from './repository/base.ts';
import { filesInFolder } from './repository/folder.ts';
import { fileRule, type Rule } from './rule.ts';
import { run } from './run.ts';
import { usualConfiguration } from './testing/test-rule.ts';

/** Finds every line that says `bad`, and quotes it. */
const noBad = fileRule({
  id: 'no-bad',
  why: 'It is bad.',
  reads: (path) => path.endsWith('.ts'),
  mentions: (text) => text.includes('bad'),
  *check({ text }) {
    for (const match of text.matchAll(/bad\w*/g)) {
      yield { start: match.index, end: match.index + match[0].length, problem: `${match[0]} is bad`, fix: 'mend it' };
    }
  },
}) as unknown as Rule;

let root: string;
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: root, stdio: 'pipe' });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const commit = () => {
  git('add', '-A');
  git('commit', '-qm', 'next');
};
const check = (files: ReturnType<typeof filesInFolder>) =>
  run(files, loadConfiguration('bulkhead.config.json', JSON.stringify(usualConfiguration), []), {
    rules: [noBad],
    today: '2026-11-22',
  });
const brought = (folder = root) => {
  const now = filesInFolder(folder);
  const base = filesAtBase(folder, 'base', now);
  return broughtByChange(check(now), check(base.files), (path) => base.nameNow(path)).findings.map(
    ({ file, line, problem }) => `${file}:${line} ${problem}`,
  );
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bulkhead-changed-'));
  git('init', '-q', '-b', 'base');
  write('old.ts', 'bad1\n');
  write('untouched.ts', 'bad2\n');
  write('sub/inner.ts', 'fine\n');
  commit();
  git('checkout', '-qb', 'change');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('what was there before is not reported, also where it moved within its file', () => {
  write('old.ts', '\n\n\nbad1\n');
  expect(brought()).toEqual([]);
});

test('what a commit, the working tree or a new file brought is reported', () => {
  write('old.ts', 'bad1\nbad3\n');
  commit();
  write('untouched.ts', 'bad2\nbad4\n');
  write('new.ts', 'bad5\n');
  expect(brought()).toEqual(['new.ts:1 bad5 is bad', 'old.ts:2 bad3 is bad', 'untouched.ts:2 bad4 is bad']);
});

test('a second copy of an old finding in the same file is new', () => {
  write('old.ts', 'bad1\nbad1\n');
  expect(brought()).toHaveLength(1);
});

test('a renamed file brings nothing by its name alone', () => {
  write('old.ts', `${'// the same text as before\n'.repeat(20)}bad1\n`);
  commit();
  git('branch', '-f', 'base');
  renameSync(join(root, 'old.ts'), join(root, 'renamed.ts'));
  commit();
  expect(brought()).toEqual([]);
});

test('what the other branch has gained since is not reported', () => {
  git('checkout', '-q', 'base');
  write('old.ts', 'mended\n');
  commit();
  git('checkout', '-q', 'change');
  expect(brought()).toEqual([]);
});

test('a file that was deleted is read as it was', () => {
  rmSync(join(root, 'old.ts'));
  write('copy.ts', 'bad9\n');
  expect(brought()).toEqual(['copy.ts:1 bad9 is bad']);
});

test('a folder below the root compares its own files', () => {
  write('sub/inner.ts', 'bad6\n');
  write('old.ts', 'bad7\n');
  expect(brought(join(root, 'sub'))).toEqual(['inner.ts:1 bad6 is bad']);
});

test('a branch that git does not know is named, with the mend', () => {
  expect(() => filesAtBase(root, 'absent', filesInFolder(root))).toThrow(/absent/);
  expect(() => filesAtBase(root, '--output=x', filesInFolder(root))).toThrow(/--output=x/);
});
