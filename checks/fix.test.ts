import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyEdits, withEdits } from './fix.ts';
import { filesInFolder } from './repository/folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bulkhead-fix-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('edits are made from the first to the last, wherever they were found first', () => {
  const edits = [
    { start: 8, end: 8, text: ' third' },
    { start: 0, end: 3, text: 'One' },
    { start: 4, end: 4, text: 'and ' },
  ];
  expect(withEdits('one two.', edits)).toBe('One and two. third');
});

test('of two edits that overlap only the first is made', () => {
  const edits = [
    { start: 0, end: 5, text: 'a' },
    { start: 3, end: 6, text: 'b' },
  ];
  expect(withEdits('123456', edits)).toBe('a6');
});

test('of two edits at one place only the first is made: the same flag is not added twice', () => {
  const edit = { start: 2, end: 2, text: 'x' };
  expect(withEdits('1234', [edit, edit])).toBe('12x34');
});

test('a file keeps its mode, and nothing else lies beside it afterwards', () => {
  writeFileSync(join(root, 'run.sh'), 'prisma migrate deploy\n');
  writeFileSync(join(root, 'other.sh'), 'prisma\n');
  chmodSync(join(root, 'run.sh'), 0o755);
  const edits = [{ start: 21, end: 21, text: ' --config a' }];
  const breach = { file: 'run.sh', start: 0, end: 6, problem: 'unpinned', fix: 'pin it', edits };
  const untouched = { file: 'other.sh', start: 0, end: 6, problem: 'unpinned', fix: 'pin it' };
  expect(applyEdits(root, filesInFolder(root), [breach, untouched])).toEqual(['run.sh']);
  expect(readFileSync(join(root, 'run.sh'), 'utf8')).toBe('prisma migrate deploy --config a\n');
  expect(statSync(join(root, 'run.sh')).mode & 0o777).toBe(0o755);
  expect(readdirSync(root).sort()).toEqual(['other.sh', 'run.sh']);
});
