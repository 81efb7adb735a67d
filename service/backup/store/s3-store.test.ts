import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { storeStallSecondsMax, uploadPieceBytes, uploadPiecesInFlightMax } from '../../../policies/backup.ts';
import { Failure } from '../../../failure.ts';
import { bucketKey, type Ignorance } from '../../testing/faulty-s3/stand-in.ts';
import { type FaultyS3, startFaultyS3 } from '../../testing/faulty-s3.ts';
import type { Trouble } from '../../testing/faulty-s3/faults.ts';
import { openS3Store } from './s3-store.ts';
import type { Store } from './store.ts';

const variable = 'BILLING_BACKUP_STORE';
const mebibyte = 1024 * 1024;
/** Two pieces. */
const large = Buffer.alloc(uploadPieceBytes + 3, 'two pieces of a body');
/** Little time before a connection counts as stalled, and many tries, for a machine that is slow itself. */
const impatient = { triesMax: 5, stallSecondsMax: 0.5 };
const hasty = { triesMax: 2, stallSecondsMax: storeStallSecondsMax };

let s3: FaultyS3;
/** A place that is empty, and the store there. */
let url: string;
let store: Store;

beforeAll(async () => {
  s3 = await startFaultyS3({ pageKeysMax: 3 });
});
afterAll(() => s3.stop());

beforeEach(async () => {
  for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
  url = fresh();
  store = await openS3Store(url, variable);
});
afterEach(() => {
  vi.unstubAllEnvs();
  s3.recover();
  s3.ignores.clear();
  s3.requests.length = 0;
});

let places = 0;
/** The URL of a place that is empty. */
function fresh(options = ''): string {
  places += 1;
  return s3.url.replace('/backups?', `/place-${places}?`) + options;
}

async function* bodyOf(...chunks: (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}

async function bytesOf(from: Store, name: string): Promise<Buffer> {
  return Buffer.concat(await (await from.open(name)).toArray());
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

const isStall = (trouble: Trouble) =>
  trouble === 'stall' || (typeof trouble === 'object' && 'stallAfterBytes' in trouble);

const sent = (method: string, query: string) =>
  s3.requests.filter((request) => request.method === method && request.query.has(query));

describe('what is sent', () => {
  it('has a checksum in every piece, one of the whole, and a condition where it is published', async () => {
    await store.put('a', bodyOf(large));
    const pieces = sent('PUT', 'partNumber');
    expect(pieces).toHaveLength(2);
    for (const { headers } of pieces) expect(headers['x-amz-checksum-crc32']).toMatch(/=$/);
    expect(sent('POST', 'uploads')[0]?.headers['x-amz-checksum-type']).toBe('FULL_OBJECT');
    expect(sent('POST', 'uploadId')[0]?.headers['if-none-match']).toBe('*');
    await store.put('b', bodyOf('small'));
    const put = s3.requests.findLast(({ method }) => method === 'PUT');
    expect(put?.headers).toMatchObject({ 'if-none-match': '*' });
    expect(put?.headers['x-amz-checksum-crc32']).toMatch(/=$/);
  });

  it('is never more than a few pieces ahead of what the store has', async () => {
    let pulled = 0;
    let aheadMax = 0;
    async function* body() {
      for (let chunk = 0; chunk < 64; chunk += 1) {
        pulled += mebibyte;
        const begun = sent('PUT', 'partNumber').map(({ headers }) => Number(headers['content-length']));
        aheadMax = Math.max(aheadMax, pulled - begun.reduce((sum, bytes) => sum + bytes, 0));
        yield await Promise.resolve(Buffer.alloc(mebibyte, chunk));
      }
    }
    expect(await store.put('a', body())).toMatchObject({ bytes: 64 * mebibyte });
    expect(aheadMax).toBeLessThanOrEqual(uploadPiecesInFlightMax * uploadPieceBytes + 2 * mebibyte);
  });
});

describe('keys', () => {
  it('leaves the choice to the bucket, and says which key it was', async () => {
    expect((await store.put('a', bodyOf('a'))).encryptionKey).toBe(bucketKey);
    const names = s3.requests.flatMap(({ headers }) => Object.keys(headers));
    expect(names.filter((name) => name.startsWith('x-amz-server-side'))).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ['a1b2-c3', Buffer.from('small')],
    ['arn:aws:kms:us-east-1:000000000000:key/a1b2-c3', large],
  ])('takes the one that is named, %s', async (key, body) => {
    const encrypted = await openS3Store(fresh(`&kms-key=${key}`), variable);
    const { encryptionKey } = await encrypted.put('a', bodyOf(body));
    expect(encryptionKey).toBe('arn:aws:kms:us-east-1:000000000000:key/a1b2-c3');
  });

  it('fails where the store did not take the named one, and leaves nothing', async () => {
    const encrypted = await openS3Store(fresh('&kms-key=a1b2-c3'), variable);
    s3.ignores.add('keys');
    const failure = await failureOf(encrypted.put('a', bodyOf('a')));
    expect(failure.message).toContain('encrypted with no key of KMS instead of a1b2-c3; it was removed');
    expect(await encrypted.list('')).toEqual([]);
  });
});

describe('locks', () => {
  const retainUntil = new Date('2126-11-24T10:20:30.400Z');

  it.each(['small', large])('hold until the date, and no remove gets by', async (body) => {
    await store.put('a', bodyOf(body), { retainUntil });
    expect(await store.lockedUntil('a')).toEqual(new Date('2126-11-24T10:20:31Z'));
    expect((await failureOf(store.remove('a'))).message).toContain('locked until 2126-11-24T10:20:31.000Z');
    expect((await bytesOf(store, 'a')).toString()).toBe(body.toString());
  });

  it('are over at their date', async () => {
    const soon = new Date(Date.now() + 60_000);
    await store.put('a', bodyOf('a'), { retainUntil: soon });
    expect(await store.lockedUntil('a')).toBeDefined();
    vi.useFakeTimers({ toFake: ['Date'], now: soon.getTime() + 1000 });
    try {
      expect(await store.lockedUntil('a')).toBeUndefined();
      await store.remove('a');
      expect(await store.list('')).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('can not be asked for until a date that is past', async () => {
    const failure = await failureOf(store.put('a', bodyOf('a'), { retainUntil: new Date('2001-01-01') }));
    expect(failure.message).toContain('InvalidArgument');
    expect(await store.list('')).toEqual([]);
  });

  it('are not asked for where there is no date, or where the URL says off', async () => {
    const unlocked = await openS3Store(fresh('&object-lock=off'), variable);
    await unlocked.put('a', bodyOf('a'), { retainUntil });
    await store.put('a', bodyOf('a'));
    for (const each of [unlocked, store]) expect(await each.lockedUntil('a')).toBeUndefined();
    expect([unlocked.lockMode, store.lockMode]).toEqual([null, 'COMPLIANCE']);
  });

  it.each<[Ignorance, string]>([
    ['locks', 'it is not locked instead of until 2126-11-24T10:20:31.000Z'],
    ['lock dates', 'it is locked until 2001-01-01T00:00:00.000Z (COMPLIANCE) instead of until 2126'],
  ])('fail where the store ignores %s, and leave nothing', async (ignorance, message) => {
    s3.ignores.add(ignorance);
    const failure = await failureOf(store.put('a', bodyOf('a'), { retainUntil }));
    expect(failure.message).toContain(message);
    expect(failure.fix).toContain('object-lock=off');
    expect(await store.list('')).toEqual([]);
  });
});

describe('versions', () => {
  it('are removed themselves, not hidden', async () => {
    await store.put('a', bodyOf('a'));
    await store.remove('a');
    const removal = s3.requests.find(({ method }) => method === 'DELETE');
    expect(removal?.query.get('versionId')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('names', () => {
  it('are never written over, also where the store knows no conditions', async () => {
    s3.ignores.add('conditions');
    await store.put('a', bodyOf('first'));
    expect((await failureOf(store.put('a', bodyOf('second')))).message).toContain('already has "a"');
    expect((await bytesOf(store, 'a')).toString()).toBe('first');
  });

  it('are listed over many pages, whole', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `object-${index}`);
    await Promise.all(names.map((name) => store.put(name, bodyOf(name))));
    expect((await store.list('')).map(({ name }) => name)).toEqual(names);
    expect(sent('GET', 'list-type')).toHaveLength(3);
  });
});

describe('a trouble that passes', () => {
  const cut = { cutAfterBytes: 1 };
  it.each<[Trouble, string, string, 'small' | 'large']>([
    ['internal-error', 'HEAD', '', 'small'],
    ['reset', 'HEAD', '', 'small'],
    ['internal-error', 'PUT', '', 'small'],
    ['slow-down', 'PUT', '', 'small'],
    ['reset', 'PUT', '', 'small'],
    ['stall', 'PUT', '', 'small'],
    ['lose-answer', 'PUT', '', 'small'],
    [cut, 'PUT', '', 'small'],
    ['internal-error', 'POST', 'uploads', 'large'],
    [cut, 'PUT', 'partNumber=2', 'large'],
    ['internal-error', 'POST', 'uploadId', 'large'],
    ['lose-answer', 'POST', 'uploadId', 'large'],
  ])('costs a put no more than a try: %j at %s %s of a %s body', async (trouble, method, target, size) => {
    const body = size === 'small' ? Buffer.from('small') : large;
    if (isStall(trouble)) store = await openS3Store(url, variable, impatient);
    s3.fail({ trouble, method, target });
    expect(await store.put('a', bodyOf(body))).toMatchObject({ bytes: body.byteLength });
    expect((await bytesOf(store, 'a')).equals(body)).toBe(true);
  });

  it.each<Trouble>(['internal-error', { cutAfterBytes: mebibyte }, { stallAfterBytes: mebibyte }])(
    'costs a read no more than a connection: %j',
    async (trouble) => {
      await store.put('a', bodyOf(large));
      s3.fail({ trouble, method: 'GET', times: 2 });
      const reading = isStall(trouble) ? await openS3Store(url, variable, impatient) : store;
      expect((await bytesOf(reading, 'a')).equals(large)).toBe(true);
    },
  );

  it('costs a slow reader nothing: its connection stands still because it takes its time', async () => {
    const body = Buffer.alloc(3 * uploadPieceBytes, 'more than the network keeps under way');
    await store.put('a', bodyOf(body));
    const chunks: Buffer[] = [];
    const reading = await openS3Store(url, variable, impatient);
    for await (const chunk of (await reading.open('a')) as AsyncIterable<Buffer>) {
      if (chunks.length === 0) await wait(2 * impatient.stallSecondsMax * 1000);
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
    expect(s3.requests.filter(({ headers }) => headers.range !== undefined)).not.toHaveLength(0);
  });
});

describe('a trouble that stays', () => {
  const staying: [Trouble, string, string][] = [
    ['internal-error', 'InternalError', 'run it again later'],
    ['slow-down', 'SlowDown', 'run it again later'],
    ['expired-token', 'ExpiredToken', 'renew the credentials'],
    ['access-denied', 'AccessDenied', 'allow this role'],
    ['reset', 'ECONNRESET', 'look at the network'],
    [{ cutAfterBytes: 1 }, 'ECONNRESET', 'look at the network'],
  ];

  const severe = staying.filter(([trouble]) => ['expired-token', 'reset'].includes(trouble as string));

  beforeEach(async () => {
    store = await openS3Store(url, variable, hasty);
  });

  it('is also that nothing moves, for a put and for a read', async () => {
    await store.put('a', bodyOf('a'));
    store = await openS3Store(url, variable, { ...impatient, triesMax: 2 });
    s3.fail({ trouble: 'stall', times: Infinity });
    const body = bodyOf('b');
    await expectFailure(store.put('b', body), 'TimeoutError', 'look at the network');
    expect((await body.next()).done).toBe(false);
    s3.recover();
    s3.fail({ trouble: { stallAfterBytes: 0 }, method: 'GET', times: Infinity });
    await expectFailure(bytesOf(store, 'a'), 'TimeoutError', 'look at the network');
  });

  async function expectFailure(work: Promise<unknown>, code: string, fix: string): Promise<void> {
    const failure = await failureOf(work);
    expect(failure.message).toContain(`in ${store.place} failed: ${code}`);
    expect(failure.fix).toContain(fix);
  }

  it.each(staying)('fails a small put: %j', async (trouble, code, fix) => {
    s3.fail({ trouble, method: 'PUT', times: Infinity });
    await expectFailure(store.put('a', bodyOf('a')), code, fix);
    expect(sent('PUT', 'x-id').length).toBeLessThanOrEqual(hasty.triesMax);
    s3.recover();
    expect(await store.list('')).toEqual([]);
  });

  it.each(severe)('fails a large put at its second piece, and leaves no upload: %j', async (trouble, code, fix) => {
    s3.fail({ trouble, method: 'PUT', target: 'partNumber=2', times: Infinity });
    await expectFailure(store.put('a', bodyOf(large)), code, fix);
    s3.recover();
    expect(await store.list('')).toEqual([]);
    expect(await store.removeUnfinished(new Date(Date.now() + 1000))).toBe(0);
  });

  it.each(staying.filter(([trouble]) => trouble !== 'slow-down' && typeof trouble === 'string'))(
    'fails before a byte of the body is read, and says the code: %j',
    async (trouble, code, fix) => {
      s3.fail({ trouble, times: Infinity });
      const body = bodyOf('a');
      await expectFailure(store.put('a', body), code, fix);
      expect((await body.next()).done).toBe(false);
    },
  );

  it('lets go of a body that it can not store', async () => {
    let isLetGo = false;
    async function* endless() {
      try {
        for (;;) yield await Promise.resolve(Buffer.alloc(mebibyte));
      } finally {
        isLetGo = true;
      }
    }
    s3.fail({ trouble: 'access-denied', method: 'PUT', target: 'partNumber=2' });
    await expectFailure(store.put('a', endless()), 'AccessDenied', 'allow this role');
    expect(isLetGo).toBe(true);
  });

  it('fails a listing and a clearing', async () => {
    s3.fail({ trouble: 'expired-token', times: Infinity });
    await expectFailure(store.list(''), 'ExpiredToken', 'renew the credentials');
    await expectFailure(store.removeUnfinished(new Date()), 'ExpiredToken', 'renew the credentials');
  });

  it.each(severe)('fails a read: %j', async (trouble, code, fix) => {
    await store.put('a', bodyOf(large));
    s3.fail({ trouble: { cutAfterBytes: mebibyte }, method: 'GET' });
    s3.fail({ trouble, method: 'GET', times: Infinity });
    await expectFailure(bytesOf(store, 'a'), code, fix);
  });

  it('fails a read that is cut again and again', async () => {
    await store.put('a', bodyOf(large));
    s3.fail({ trouble: { cutAfterBytes: 0 }, method: 'GET', times: Infinity });
    await expectFailure(bytesOf(store, 'a'), '', '');
  });
});

describe('what a killed put left', () => {
  it('is removed once it is old enough', async () => {
    store = await openS3Store(url, variable, hasty);
    s3.fail({ trouble: 'reset', method: 'PUT', times: Infinity });
    s3.fail({ trouble: 'reset', method: 'DELETE', times: Infinity });
    await failureOf(store.put('a', bodyOf(large)));
    s3.recover();
    expect(await store.list('')).toEqual([]);
    expect(await store.removeUnfinished(new Date(Date.now() - 60_000))).toBe(0);
    expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBe(1);
    expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
  });
});

describe('bytes that changed in the store', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['a flipped bit', (bytes) => bytes.fill(bytes[8_000_000]! ^ 1, 8_000_000, 8_000_001)],
    ['a lost end', (bytes) => bytes.subarray(0, -1)],
  ])('fail the read: %s', async (_, damage) => {
    await store.put('a', bodyOf(large));
    const file = s3.fileOf(`${store.place.split('/').at(-1)}/a`);
    await writeFile(file, damage(await readFile(file)));
    expect((await failureOf(bytesOf(store, 'a'))).message).toContain('Checksum mismatch');
  });
});

describe('a wrong place', () => {
  it('is a bucket that does not exist', async () => {
    const elsewhere = await openS3Store(s3.url.replace('//backups/', '//elsewhere/'), variable);
    const works = [() => elsewhere.put('a', bodyOf('a')), () => elsewhere.open('a'), () => elsewhere.list('')];
    for (const work of works) {
      const failure = await failureOf(work());
      expect(failure.message).toContain('s3://elsewhere/backups failed: NoSuchBucket');
      expect(failure.fix).toBe('make the bucket, or correct BILLING_BACKUP_STORE');
    }
  });

  it('is a host where nobody listens', async () => {
    const endpoint = encodeURIComponent('http://127.0.0.1:1');
    const nowhere = await openS3Store(`s3://b/p?region=eu-west-1&endpoint=${endpoint}&path-style=on`, variable, hasty);
    const failure = await failureOf(nowhere.list(''));
    expect(failure.message).toContain('listing in s3://b/p failed: ECONNREFUSED');
    expect(failure.fix).toContain('the endpoint and region in BILLING_BACKUP_STORE');
  });
});

describe('credentials', () => {
  it('that S3 does not know are named as the fault', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'NOBODY');
    const failure = await failureOf(store.list(''));
    expect(failure.message).toContain('InvalidAccessKeyId');
    expect(failure.fix).toContain('set AWS_PROFILE');
  });

  it('that nobody gave are named as the fault', async () => {
    for (const name of Object.keys(s3.environment)) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('HOME', '/nonexistent');
    const failure = await failureOf(store.list(''));
    expect(failure.message).toContain('CredentialsProviderError');
    expect(failure.fix).toContain('set AWS_PROFILE');
  });
});
