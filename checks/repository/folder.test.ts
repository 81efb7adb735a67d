import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBytesMax } from '../../policies/check.ts';
import { filesInFolder } from './folder.ts';

let root: string;
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: root });
const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bulkhead-folder-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('with git', () => {
  beforeEach(() => git('init', '-q'));

  test('tracked and untracked files are listed, ignored and deleted ones are not', () => {
    write('.gitignore', 'ignored/\n');
    write('kept.ts', '');
    write('gone.ts', '');
    write('ignored/secret.ts', '');
    git('add', '.');
    git('commit', '-qm', 'first');
    rmSync(join(root, 'gone.ts'));
    write('new name with spaces ü.ts', '');
    expect(filesInFolder(root).paths).toEqual(['.gitignore', 'kept.ts', 'new name with spaces ü.ts']);
  });

  test('links are left out, tracked or not, also those that lead in a circle', () => {
    write('kept.ts', '');
    symlinkSync('loop', join(root, 'loop'));
    git('add', '.');
    symlinkSync('..', join(root, 'up'));
    expect(filesInFolder(root).paths).toEqual(['kept.ts']);
  });

  test('a file in conflict is listed once', () => {
    write('file.ts', 'one');
    git('add', '.');
    git('commit', '-qm', 'first');
    git('checkout', '-qb', 'side');
    write('file.ts', 'two');
    git('commit', '-qam', 'side');
    git('checkout', '-q', '-');
    write('file.ts', 'three');
    git('commit', '-qam', 'ours');
    expect(() => git('merge', 'side')).toThrow();
    expect(filesInFolder(root).paths).toEqual(['file.ts']);
  });

  test('what a sparse checkout left out is not part of the repository', () => {
    write('a/one.ts', '');
    write('b/two.ts', '');
    git('add', '.');
    git('commit', '-qm', 'first');
    git('sparse-checkout', 'set', '--no-cone', '/a/');
    expect(filesInFolder(root).paths).toEqual(['a/one.ts']);
  });

  test('a folder below the root is listed by its own names', () => {
    write('packages/one/file.ts', '');
    git('add', '.');
    expect(filesInFolder(join(root, 'packages')).paths).toEqual(['one/file.ts']);
  });
});

describe('without git', () => {
  test('all files but those of node_modules are listed', () => {
    write('src/file.ts', '');
    write('.hidden/file.ts', '');
    write('node_modules/x/index.js', '');
    write('src/node_modules/x/index.js', '');
    symlinkSync('..', join(root, 'src', 'up'));
    expect(filesInFolder(root).paths).toEqual(['.hidden/file.ts', 'src/file.ts']);
  });

  test('a folder that does not exist is named', () => {
    expect(() => filesInFolder(join(root, 'absent'))).toThrow(/absent cannot be listed/);
  });
});

describe('reading', () => {
  test('a file that has vanished, a pipe and a file beyond every bound are refused, each with its reason', () => {
    write('file.ts', 'text');
    write('large.ts', '');
    truncateSync(join(root, 'large.ts'), readBytesMax + 1);
    execFileSync('mkfifo', [join(root, 'pipe.ts')]);
    const files = filesInFolder(root);
    expect(files.read('file.ts').toString()).toBe('text');
    rmSync(join(root, 'file.ts'));
    expect(() => files.read('file.ts')).toThrow(/ENOENT/);
    expect(() => files.read('pipe.ts')).toThrow('not a regular file');
    expect(() => files.read('large.ts')).toThrow(`more than ${readBytesMax}`);
  });
});
