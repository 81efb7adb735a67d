import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../failure.ts';
import { folderFailure } from './folder-failure.ts';
import { FolderStore } from './folder-store.ts';
import { unfinishedMark } from './name.ts';

const mebibyte = 1024 * 1024;

let base: string;
/** A folder of its own for each test, which nobody has made. */
let root: string;
let store: FolderStore;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'bulkhead-folder-'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

let tests = 0;
beforeEach(() => {
  root = join(base, `test-${(tests += 1)}`, 'backups');
  store = new FolderStore(root);
});

async function* bodyOf(...chunks: (Buffer | string)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}

const modeOf = async (path: string) => (await lstat(path)).mode & 0o777;

/** A process that puts an endless body as `a/b`, prints each mebibyte, and prints what the put throws. */
function putEndlessly(shell: string) {
  const script = `
    const { FolderStore } = await import(${JSON.stringify(join(import.meta.dirname, 'folder-store.ts'))});
    async function* endless() {
      for (;;) {
        yield Buffer.alloc(${mebibyte});
        process.stdout.write('written\\n');
      }
    }
    await new FolderStore(${JSON.stringify(root)}).put('a/b', endless()).catch((error) => {
      console.log(error.name, error.message, error.fix);
    });`;
  return spawn('sh', ['-c', `${shell} exec "$0" --input-type=module -e "$1"`, process.execPath, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('files', () => {
  it('are for nobody else, whatever the umask says', async () => {
    const umask = process.umask(0);
    try {
      await store.put('a/b', bodyOf('secret'));
    } finally {
      process.umask(umask);
    }
    expect(await modeOf(join(root, 'a/b'))).toBe(0o600);
    for (const folder of [root, join(root, 'a')]) expect(await modeOf(folder)).toBe(0o700);
  });

  it('have no locks of their own', async () => {
    await store.put('a', bodyOf('a'));
    expect(await store.lockedUntil()).toBeUndefined();
  });

  it('take their empty folders with them, and no others', async () => {
    await store.put('a/b/c', bodyOf('c'));
    await store.put('a/d', bodyOf('d'));
    await store.remove('a/b/c');
    expect(await readdir(join(root, 'a'))).toEqual(['d']);
    await store.remove('a/d');
    expect(await readdir(root)).toEqual([]);
  });

  it('that shrink while they are read fail the read', async () => {
    await store.put('a', bodyOf(Buffer.alloc(mebibyte)));
    const body = await store.open('a');
    await truncate(join(root, 'a'), 10);
    await expect(body.toArray()).rejects.toThrow(/"a" in file:.* ended after 10 of 1048576 bytes/);
  });
});

describe('a put that is killed', () => {
  it('leaves what is never listed, and is removed once it is old enough', async () => {
    const child = putEndlessly('');
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    const left = await readdir(join(root, 'a'));
    expect(left).toEqual([expect.stringMatching(new RegExp(`^\\${unfinishedMark}`))]);
    expect(await store.list('')).toEqual([]);

    const hourAgo = new Date(Date.now() - 3_600_000);
    expect(await store.removeUnfinished(hourAgo)).toBe(0);
    await utimes(join(root, 'a', left[0]!), hourAgo, new Date(hourAgo.getTime() - 1));
    await store.put('a/c', bodyOf('whole, and no younger'));
    await utimes(join(root, 'a/c'), hourAgo, new Date(0));
    expect(await store.removeUnfinished(hourAgo)).toBe(1);
    expect(await readdir(join(root, 'a'))).toEqual(['c']);
  });
});

describe('a put that fails', () => {
  it('for a limit of the system leaves nothing, and says the mend', async () => {
    const child = putEndlessly('ulimit -f 4096;');
    const printed = (await child.stdout.toArray()).join('');
    expect(printed).toContain(`Failure storing "a/b" in file:${root} failed: EFBIG lift the limit of file sizes`);
    expect(await readdir(root)).toEqual([]);
  });

  it('because a file stands where its folder should be says which', async () => {
    await store.put('a', bodyOf('a'));
    await expect(store.put('a/b', bodyOf('b'))).rejects.toThrow(Failure);
    const inFile = new FolderStore(join(root, 'a'));
    await expect(inFile.put('b', bodyOf('b'))).rejects.toThrow(/storing "b" in file:.*\/a failed: E/);
    await expect(inFile.list('')).rejects.toThrow(/listing in file:.*\/a failed: ENOTDIR/);
  });

  it('for a name that is too long says so', async () => {
    await expect(store.put('a'.repeat(300), bodyOf('a'))).rejects.toMatchObject({
      message: expect.stringContaining('ENAMETOOLONG'),
      fix: expect.stringContaining('a shorter name'),
    });
  });

  it.each([
    ['ENOSPC', 'make room'],
    ['EDQUOT', 'quota'],
    ['EACCES', 'let this user'],
    ['EROFS', 'mount'],
    ['EIO', 'look at the disk'],
    ['ESTALE', 'look at that folder'],
  ])('with %s says the mend', (code, fix) => {
    const error = Object.assign(new Error(code), { code, syscall: 'write' });
    const failure = folderFailure(error, 'storing "a"', 'file:/backups');
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ message: `storing "a" in file:/backups failed: ${code}`, cause: error });
    expect((failure as Failure).fix).toContain(fix);
  });

  it('with a bug says the bug', () => {
    const bug = new TypeError('undefined is not a function');
    expect(folderFailure(bug, 'storing "a"', 'file:/backups')).toBe(bug);
  });
});

describe('links', () => {
  let outside: string;
  beforeEach(async () => {
    outside = join(root, '../outside');
    await mkdir(outside, { recursive: true });
    await writeFile(join(outside, 'precious'), 'precious');
    await store.put('a', bodyOf('a'));
  });

  it('to folders lead no name out of the store', async () => {
    await symlink(outside, join(root, 'link'));
    const uses = [
      () => store.put('link/b', bodyOf('b')),
      () => store.open('link/precious'),
      () => store.remove('link/precious'),
    ];
    for (const use of uses) await expect(use()).rejects.toThrow(/link is not a folder/);
    expect((await store.list('')).map(({ name }) => name)).toEqual(['a']);
    expect(await readdir(outside)).toEqual(['precious']);
  });

  it('to files are no objects', async () => {
    await symlink(join(outside, 'precious'), join(root, 'link'));
    await expect(store.open('link')).rejects.toThrow(/has no "link"/);
    await expect(store.put('link', bodyOf('b'))).rejects.toThrow(/already has "link"/);
    await store.remove('link');
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('precious');
  });

  it('that lead to the store itself are as good as the folder', async () => {
    await symlink(root, join(outside, 'store'));
    const linked = new FolderStore(join(outside, 'store'));
    await linked.put('b', bodyOf('b'));
    expect((await store.list('')).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
