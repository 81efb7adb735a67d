import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KernelLock } from './kernel-lock.ts';

let directory: string;
let first: KernelLock;
let second: KernelLock;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bulkhead-lock-'));
  first = new KernelLock(join(directory, 'a.lock'));
  second = new KernelLock(join(directory, 'a.lock'));
});
afterEach(() => {
  first.close();
  second.close();
  rmSync(directory, { recursive: true, force: true });
});

test('many hold it shared, and one alone exclusive', () => {
  expect([first.tryTake('shared'), second.tryTake('shared')]).toEqual([true, true]);
  expect(first.tryTake('exclusive')).toBe(false);
  second.release();
  expect(first.tryTake('exclusive')).toBe(true);
  expect([second.tryTake('shared'), second.tryTake('exclusive')]).toEqual([false, false]);
});

test('nothing lies beside the file, held or not', () => {
  expect(first.tryTake('exclusive')).toBe(true);
  expect(readdirSync(directory)).toEqual(['a.lock']);
});

test('it is waited for as long as was said, and told to wait once', async () => {
  first.tryTake('exclusive');
  let told = 0;
  expect(await second.take('shared', 1200, () => (told += 1))).toBe(false);
  expect(told).toBe(1);
  first.release();
  expect(await second.take('shared', 1200)).toBe(true);
});

test('where the last keeper has removed the folder, it can be taken, and says so', () => {
  first.tryTake('shared');
  rmSync(directory, { recursive: true });
  expect(first.tryTake('exclusive')).toBe(true);
  expect(first.file()).toBe('removed');
});

test('a file that somebody made again is another lock', () => {
  rmSync(join(directory, 'a.lock'));
  writeFileSync(join(directory, 'b'), ''); // So that the inode of the removed file is not given out again.
  const other = new KernelLock(join(directory, 'a.lock'));
  expect([first.file(), other.file()]).toEqual(['replaced', 'here']);
  other.close();
});
