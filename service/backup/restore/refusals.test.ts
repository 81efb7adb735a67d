import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BackupStage, fingerprint, startBackupStage } from '../../testing/backup-stage.ts';
import { makeBackup } from '../backup-flow.ts';
import { chooseBackup } from '../catalogue.ts';
import { drill } from '../drill/drill-flow.ts';
import { type Manifest, readManifest, writeManifest } from '../manifest.ts';
import { FolderStore } from '../store/folder-store.ts';
import { restore } from './restore-flow.ts';

const random = seeded(Number(process.env['SEED']));
let stage: BackupStage;
/** Backups as they were made, and the store that each test does its worst to. */
let pristine: string;
let folder: string;
let billing: Manifest;
let main: Manifest;
let before: Record<string, string>;

beforeAll(async () => {
  stage = await startBackupStage();
  pristine = join(stage.folder, 'pristine');
  folder = join(stage.folder, 'store');
  await stage.admin.query(`
    CREATE TABLE billing.filler (id INT PRIMARY KEY, words TEXT);
    INSERT INTO billing.filler SELECT seq, SHA2(seq, 512) FROM billing.database_identity, seq_1_to_3000;
    INSERT INTO main.customers (email, name) VALUES ('a@main.example', 'A');
  `);
  const store = new FolderStore(pristine);
  const options = { verify: true, onProgress: () => undefined, partBytes: 100_000 };
  billing = await makeBackup('billing', stage.mariadb.urls.billing.backup, 'URL', store, options);
  main = await makeBackup('main', stage.mariadb.urls.main.backup, 'URL', store, options);
  before = { ...(await fingerprint(stage.admin, 'billing')), ...(await fingerprint(stage.admin, 'main')) };
});
afterAll(() => stage.stop());
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  cpSync(pristine, folder, { recursive: true });
});

/** A deterministic stand-in for chance. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const files = (id: string) => readdirSync(join(folder, id)).filter((name) => name.endsWith('.zst'));
const anyPart = () => {
  const names = files(`billing/${billing.id}`);
  return join(folder, 'billing', billing.id, names[Math.floor(random() * names.length)]!);
};
const manifestOf = ({ class: databaseClass, id }: Manifest) => join(folder, databaseClass, id, 'manifest.json');

function edit(manifest: Manifest, change: (text: string) => string): void {
  writeFileSync(manifestOf(manifest), change(readFileSync(manifestOf(manifest), 'utf8')));
}

/** What somebody would write who knows how manifests are sealed. */
function forge(manifest: Manifest, change: Partial<Manifest>): void {
  writeFileSync(manifestOf(manifest), writeManifest({ ...manifest, ...change }));
}

async function restoreBilling(from = 'latest', into?: string) {
  const store = new FolderStore(folder);
  const url = stage.mariadb.urls.billing.restore;
  return restore('billing', url, 'BILLING_RESTORE_URL', store, await chooseBackup(store, 'billing', from), {
    into,
    say: () => undefined,
    onProgress: () => undefined,
    confirm: () => Promise.resolve(),
  });
}

/** Both restore and drill find it, and nothing of either database has changed, nor is anything left beside them. */
async function expectFound(message: RegExp): Promise<void> {
  await expect(restoreBilling()).rejects.toThrow(message);
  const url = stage.mariadb.urls.billing.restore;
  const quiet = { say: () => undefined, onProgress: () => undefined };
  const record = await drill('billing', url, 'BILLING_RESTORE_URL', new FolderStore(folder), quiet);
  expect(record.result).toBe('failed');
  expect(record.faults.join('\n')).toMatch(message);
  await expectUntouched();
}

async function expectUntouched(): Promise<void> {
  const after = { ...(await fingerprint(stage.admin, 'billing')), ...(await fingerprint(stage.admin, 'main')) };
  expect(after).toEqual(before);
  const left = await stage.admin.query(`SHOW DATABASES WHERE \`Database\` REGEXP '_(restoring|replaced|drill)_'`);
  expect(left).toEqual([]);
}

describe('damage is found before anything is swapped', () => {
  test.each(Array.from({ length: 12 }, (_, index) => index))('one flipped bit, number %i', async () => {
    const path = anyPart();
    const bytes = readFileSync(path);
    const at = Math.floor(random() * bytes.length);
    bytes[at]! ^= 1 << Math.floor(random() * 8);
    writeFileSync(path, bytes);
    await expectFound(/is damaged: its SHA-256 is not that of its manifest/);
  });

  test('a part that was cut', async () => {
    const path = anyPart();
    truncateSync(path, readFileSync(path).length - 1);
    await expectFound(/is damaged: it has \d+ bytes, its manifest says \d+/);
  });

  test('a part that grew', async () => {
    const path = anyPart();
    writeFileSync(path, 'x', { flag: 'a' });
    await expectFound(/is damaged: it has more bytes/);
  });

  test('a part that is gone', async () => {
    rmSync(anyPart());
    await expectFound(/has no "billing\//);
  });

  test('two parts that were swapped', async () => {
    const [first, second] = files(`billing/${billing.id}`).map((name) => join(folder, 'billing', billing.id, name));
    renameSync(first!, `${first}.aside`);
    renameSync(second!, first!);
    renameSync(`${first}.aside`, second!);
    await expectFound(/is damaged/);
  });

  test('parts in another order in a manifest that is sealed anew', async () => {
    const [tables, ...rest] = billing.sections;
    forge(billing, { sections: [{ ...tables!, parts: tables!.parts.toReversed() }, ...rest] });
    await expectFound(/ended with exit code 1|are not what was dumped/);
  });

  test('a dump without its last line, in parts and a manifest that are sealed anew', async () => {
    const [tables] = billing.sections;
    const name = tables!.parts.at(-1)!.name;
    const path = join(folder, 'billing', billing.id, name);
    const plain = zstdDecompressSync(readFileSync(path))
      .toString()
      .replace(/-- Dump completed.*/, '');
    writeFileSync(path, zstdCompressSync(plain));
    const bytes = { plainBytes: plain.length, storedBytes: readFileSync(path).length };
    const part = { name, ...bytes, storedSha256: sha256(readFileSync(path)) };
    const parts = [...tables!.parts.slice(0, -1), part];
    const whole = parts.map((one) => zstdDecompressSync(readFileSync(join(folder, 'billing', billing.id, one.name))));
    forge(billing, { sections: [{ ...tables!, parts, plainSha256: sha256(Buffer.concat(whole)) }] });
    await expectFound(/ends without "-- Dump completed"/);
  });

  test('a manifest that was edited by hand', async () => {
    edit(billing, (text) => text.replace('"rows": 3000', '"rows": 3001'));
    await expectFound(/was changed after it had been written/);
  });

  test.each<[string, (manifest: Manifest) => Partial<Manifest>, RegExp]>([
    ['a table less', ({ tables }) => ({ tables: tables.slice(0, -2) }), /has .*filler, which the manifest does not/],
    [
      'a row more',
      ({ tables: [first, ...rest] }) => ({ tables: [{ ...first!, rows: first!.rows + 1 }, ...rest] }),
      /rows, the manifest says/,
    ],
    [
      'another schema head',
      ({ schemaHead }) => ({ schemaHead: { ...schemaHead, migration: 'another' } }),
      /the manifest says another/,
    ],
  ])('a manifest that was edited and sealed anew: %s', async (_title, change, message) => {
    forge(billing, change(billing));
    await expectFound(message);
  });

  test('a manifest of another backup', async () => {
    const other = await makeBackup('billing', stage.mariadb.urls.billing.backup, 'URL', new FolderStore(folder), {
      verify: false,
      onProgress: () => undefined,
    });
    copyFileSync(manifestOf(billing), manifestOf(other));
    await expectFound(/is the manifest of backup/);
  });

  test('a manifest that a newer Bulkhead wrote', async () => {
    edit(billing, (text) => text.replace('"version": 1,', '"version": 2,'));
    await expectFound(/has version 2; this Bulkhead reads up to 1/);
  });

  test('a manifest that is not JSON, or half of one', async () => {
    truncateSync(manifestOf(billing), 1000);
    await expectFound(/is not JSON/);
  });

  test('an upload without a manifest', async () => {
    rmSync(manifestOf(billing));
    await expectFound(/there is no backup of billing/);
    await expect(restoreBilling(billing.id)).rejects.toThrow(/there is no finished backup/);
  });
});

describe('a backup returns to its own database only', () => {
  test('by the other command', async () => {
    const store = new FolderStore(folder);
    await expect(chooseBackup(store, 'billing', main.id)).rejects.toThrow(/there is no finished backup/);
    await expect(chooseBackup(store, 'main', billing.id)).rejects.toThrow(/there is no finished backup/);
  });

  test('with its files moved to the other’s place', async () => {
    mkdirSync(join(folder, 'billing', main.id));
    cpSync(join(folder, 'main', main.id), join(folder, 'billing', main.id), { recursive: true });
    await expect(restoreBilling(main.id)).rejects.toThrow(/is of a backup of main, not of billing/);
    await expectUntouched();
  });

  test('with its files moved and its manifest forged', async () => {
    cpSync(join(folder, 'main', main.id), join(folder, 'billing', main.id), { recursive: true });
    const disguised = { ...main, class: 'billing', database: 'billing', identity: billing.identity } as const;
    writeFileSync(join(folder, 'billing', main.id, 'manifest.json'), writeManifest(disguised));
    await expect(restoreBilling(main.id)).rejects.toThrow(/it says it is main/);
    await expectUntouched();
  });

  test.each<['billing' | 'main', 'billing' | 'main', string | undefined]>([
    ['billing', 'main', undefined],
    ['main', 'billing', undefined],
    ['billing', 'main', 'main_copy'],
    ['main', 'billing', 'billing_copy'],
  ])('%s’s backup with the URL of %s, into %s', async (databaseClass, other, into) => {
    const store = new FolderStore(folder);
    const manifest = await chooseBackup(store, databaseClass, 'latest');
    const quiet = { into, say: () => undefined, onProgress: () => undefined, confirm: () => Promise.resolve() };
    const wrong = restore(databaseClass, stage.mariadb.urls[other].restore, 'URL', store, manifest, quiet);
    await expect(wrong).rejects.toThrow(new RegExp(`${other} is ${other} .*; this backup is of ${databaseClass}`));
    await expectUntouched();
  });

  test('nor does a drill bring billing’s rows to the other’s server', async () => {
    const quiet = { say: () => undefined, onProgress: () => undefined };
    const record = await drill('billing', stage.mariadb.urls.main.restore, 'URL', new FolderStore(folder), quiet);
    expect(record).toMatchObject({ result: 'failed', faults: [expect.stringContaining('main is main')] });
    await expectUntouched();
  });

  test('with the URL of the other one, which is empty and cannot say who it is', async () => {
    await stage.admin.query('CREATE DATABASE main_bare');
    const store = new FolderStore(folder);
    const manifest = await chooseBackup(store, 'billing', 'latest');
    const url = stage.mariadb.urls.main.restore.replace(/main$/, 'main_bare');
    const quiet = { say: () => undefined, onProgress: () => undefined, confirm: () => Promise.resolve() };
    await expect(restore('billing', url, 'URL', store, manifest, quiet)).rejects.toThrow(
      /main_bare is empty .* this backup was taken from billing/,
    );
    await stage.admin.query('DROP DATABASE main_bare');
    await expectUntouched();
  });

  test('of the same class but another identity: a database that was made anew', async () => {
    const [{ uuid }] = await stage.admin.query<[{ uuid: string }]>('SELECT uuid FROM billing.database_identity');
    await stage.admin.query("UPDATE billing.database_identity SET uuid = 'made-anew'");
    await expect(restoreBilling()).rejects.toThrow(/billing is billing made-anew; this backup is of billing/);
    await stage.admin.query('UPDATE billing.database_identity SET uuid = ?', [uuid]);
    await expectUntouched();
  });
});

describe('what the server has to bring', () => {
  test('room: a database that its disk cannot hold is not begun', async () => {
    forge(billing, { databaseBytes: 2 ** 52 });
    await expectFound(/the server's disk has \d+ bytes free, a restore wants \d+/);
  });

  test('statements as long as the longest', async () => {
    const bytes = 2 ** 30;
    forge(billing, { statementBytesMax: bytes });
    await expectFound(new RegExp(`the server takes statements of \\d+ bytes, this backup has one of ${bytes}`));
  });

  test('the engine that it was taken from', async () => {
    forge(billing, { server: { engine: 'mysql', version: '8.4.0' } });
    await expectFound(/the server is mariadb .*, the backup was taken from mysql/);
  });
});

describe('names and answers', () => {
  test.each([
    'billing',
    'main',
    'billing_restoring_x',
    'billing_replaced_x',
    'billing_drill_x',
    'other',
    'billing_A',
    'billing_`',
  ])('a copy cannot be called %s', async (into) => {
    await expect(restoreBilling('latest', into)).rejects.toThrow(/cannot be the name of a copy/);
  });

  test('a copy is never built over what is there', async () => {
    await stage.admin.query('CREATE DATABASE billing_taken');
    await expect(restoreBilling('latest', 'billing_taken')).rejects.toThrow(
      /there is a database billing_taken already/,
    );
    await stage.admin.query('DROP DATABASE billing_taken');
  });

  test('a time before the first backup, and one without a zone', async () => {
    await expect(restoreBilling('2020-01-01T00:00:00Z')).rejects.toThrow(/no backup of billing up to 2020-01-01/);
    await expect(restoreBilling('2026-11-24T06:15:00')).rejects.toThrow(/is not a time/);
  });

  test('a manifest reads as it was written', () => {
    expect(readManifest(readFileSync(manifestOf(billing), 'utf8'), 'it')).toEqual(billing);
  });
});
