import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../failure.ts';
import { type FaultyS3, startFaultyS3 } from '../../testing/faulty-s3.ts';
import { FolderStore } from './folder-store.ts';
import { openS3Store } from './s3-store.ts';
import type { Store } from './store.ts';

// The contract of store.ts, held against both stores. What only one of them can suffer is in its own test.

const seed = Number(process.env['SEED']);

interface Place {
  /** The store at a place of its own, which is empty. */
  at: (place: string) => Promise<Store>;
  /** How many objects and pieces lie about that no list shows. */
  left: (place: string) => Promise<number>;
}

let s3: FaultyS3;
let folder: string;
const places: Record<string, Place> = {
  'a folder': {
    at: (place) => Promise.resolve(new FolderStore(join(folder, place))),
    left: async (place) => (await readdir(join(folder, place))).length,
  },
  S3: {
    at: (place) => openS3Store(s3.url.replace('/backups?', `/${place}?`), 'BILLING_BACKUP_STORE'),
    left: async () => await (await places['S3']!.at('')).removeUnfinished(later()),
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-store-'));
  s3 = await startFaultyS3();
  for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
});

afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

const later = () => new Date(Date.now() + 60_000);

async function* chunks(...parts: (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}

async function* broken(error: Error, pieces: number): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < pieces; piece += 1) yield await Promise.resolve(Buffer.alloc(1024 * 1024, piece));
  throw error;
}

async function bytesOf(store: Store, name: string): Promise<Buffer> {
  return Buffer.concat(await (await store.open(name)).toArray());
}

const namesOf = async (store: Store, prefix = '') => (await store.list(prefix)).map(({ name }) => name);

describe.each(Object.entries(places))('a store in %s', (_, { at, left }) => {
  it('gives back what it was given', async () => {
    const store = await at('given');
    const receipt = await store.put('billing/2026/part-1', chunks('one', '', 'two'));
    expect(receipt.bytes).toBe(6);
    expect((await bytesOf(store, 'billing/2026/part-1')).toString()).toBe('onetwo');
  });

  it('takes an empty body', async () => {
    const store = await at('empty');
    expect(await store.put('a', chunks())).toMatchObject({ bytes: 0 });
    expect(await bytesOf(store, 'a')).toHaveLength(0);
    expect(await store.list('')).toMatchObject([{ name: 'a', bytes: 0 }]);
  });

  it('takes a body of many pieces, in chunks of any size', async () => {
    const store = await at('large');
    const body = Buffer.alloc(20 * 1024 * 1024, 'some bytes that repeat at no power of two');
    const cuts = [0, 1, 70_000, 9_000_000, 9_000_001, body.byteLength];
    const parts = cuts.slice(1).map((end, index) => body.subarray(cuts[index], end));
    expect(await store.put('large', chunks(...parts))).toMatchObject({ bytes: body.byteLength });
    expect((await bytesOf(store, 'large')).equals(body)).toBe(true);
  });

  it('lists by prefix, in the order of names', async () => {
    const store = await at('listed');
    for (const name of ['billing/b', 'billing/a/2', 'main/a', 'billing/a/10', 'billing-old']) {
      await store.put(name, chunks(name));
    }
    expect(await namesOf(store)).toEqual(['billing-old', 'billing/a/10', 'billing/a/2', 'billing/b', 'main/a']);
    expect(await namesOf(store, 'billing/')).toEqual(['billing/a/10', 'billing/a/2', 'billing/b']);
    expect(await namesOf(store, 'billing/a/1')).toEqual(['billing/a/10']);
    expect(await namesOf(store, '../')).toEqual([]);
    const [{ bytes, storedAt } = { bytes: 0, storedAt: new Date(0) }] = await store.list('main/');
    expect(bytes).toBe(6);
    expect(Math.abs(Date.now() - storedAt.getTime())).toBeLessThan(60_000);
  });

  it('lists nothing where nothing was ever stored', async () => {
    expect(await (await at('untouched')).list('')).toEqual([]);
  });

  it('never writes over an object, and does not read the body for it', async () => {
    const store = await at('taken');
    await store.put('a', chunks('first'));
    const body = chunks('second');
    await expect(store.put('a', body)).rejects.toThrow(/already has "a"/);
    expect((await body.next()).done).toBe(false);
    expect((await bytesOf(store, 'a')).toString()).toBe('first');
  });

  it('lets exactly one of two puts of one name win', async () => {
    const store = await at('raced');
    const bodies = ['first', 'second'];
    const puts = await Promise.allSettled(bodies.map((body) => store.put('a', chunks(body))));
    const won = puts.findIndex(({ status }) => status === 'fulfilled');
    expect(puts.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect((await bytesOf(store, 'a')).toString()).toBe(bodies[won]);
  });

  it.each([
    ['at once', 0],
    ['in its first piece', 3],
    ['pieces later', 18],
  ])('shows and leaves nothing of a body that throws %s, and throws the same', async (when, pieces) => {
    const store = await at(`broken-${pieces}`);
    const error = Object.assign(new Error(when), { code: 'ENOSPC', syscall: 'read' });
    await expect(store.put('deep/a', broken(error, pieces))).rejects.toBe(error);
    expect(await store.list('')).toEqual([]);
    expect(await left(`broken-${pieces}`)).toBe(0);
    await store.put('deep/a', chunks('now it works'));
  });

  it('removes for good, and only once', async () => {
    const store = await at('removed');
    await store.put('a/b', chunks('gone soon'));
    await store.remove('a/b');
    await store.remove('a/b');
    expect(await store.list('')).toEqual([]);
    await expect(store.open('a/b')).rejects.toThrow(Failure);
    await store.put('a/b', chunks('again'));
    expect((await bytesOf(store, 'a/b')).toString()).toBe('again');
  });

  it('says which object of which place is missing', async () => {
    const store = await at('missing');
    const failure = await store.open('billing/none').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toContain('"billing/none"');
    expect((failure as Failure).message).toContain(store.place);
    expect(await store.lockedUntil('billing/none')).toBeUndefined();
  });

  it('gives up with a reader that goes away, and says no more than the reader did', async () => {
    const store = await at('left');
    await store.put('a', chunks(Buffer.alloc(9 * 1024 * 1024)));
    const body = await store.open('a');
    const gone = new Error('the reader is gone');
    body.once('data', () => body.destroy(gone));
    await expect(once(body, 'close')).rejects.toBe(gone);
    await store.remove('a');
  });

  it('holds nothing of an object that is opened and not read', async () => {
    const store = await at('unread');
    await store.put('a', chunks('unread'));
    const body = await store.open('a');
    body.destroy();
    await store.remove('a');
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '..',
    '../a',
    'a/../../b',
    './a',
    'a\\b',
    'a\nb',
    'a\0b',
    'a/.unfinished-b',
    '\ud800',
  ])('refuses the name %j everywhere', async (name) => {
    const store = await at('names');
    for (const use of [store.put(name, chunks('a')), store.open(name), store.remove(name)]) {
      await expect(use).rejects.toThrow(/can not be the name/);
    }
    expect(await store.list('')).toEqual([]);
  });

  it('takes any other name', async () => {
    const store = await at('odd-names');
    const character = fc.oneof(
      fc.constantFrom(...`aB0-_.~ +%&<>"'=?#;:,@!$()[]{}|^\``),
      fc.constantFrom('ü', '漢', '😀'),
    );
    const segment = fc.array(character, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    const names = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
    const isPlain = (name: string) => name.split('/').every((part) => !['.', '..'].includes(part));
    let round = 0;
    await fc.assert(
      fc.asyncProperty(names.filter(isPlain), async (name) => {
        const prefix = `${(round += 1)}/`;
        await store.put(prefix + name, chunks(name));
        expect(await namesOf(store, prefix)).toEqual([prefix + name]);
        expect((await bytesOf(store, prefix + name)).toString()).toBe(name);
        await store.remove(prefix + name);
        expect(await namesOf(store, prefix)).toEqual([]);
      }),
      { seed, numRuns: 15 },
    );
  });
});
