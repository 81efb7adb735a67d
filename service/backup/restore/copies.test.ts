import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { putAsideDays } from '../../../policies/backup.ts';
import { connect, connectToServer } from '../../database/connect.ts';
import { parseDatabaseUrl, urlOfDatabase } from '../../database/database-url.ts';
import { writeErasure } from '../../privacy/erasure-ledger.ts';
import { type BackupStage, startBackupStage } from '../../testing/backup-stage.ts';
import { FolderStore } from '../store/folder-store.ts';
import { type DatabaseCopy, dropCopy, letGoOfPutAside, listCopies } from './copies.ts';
import { restore, undoRestore } from './restore-flow.ts';
import { takeLock } from './scratch.ts';

let stage: BackupStage;
let url: string;
beforeAll(async () => {
  stage = await startBackupStage();
  url = stage.mariadb.urls.billing.restore;
});
afterAll(() => stage.stop());
beforeEach(async () => {
  for (const name of await databasesBeside()) await stage.admin.query(`DROP DATABASE ${name}`);
});

const quiet = { say: () => undefined, onProgress: () => undefined, confirm: () => Promise.resolve() };
const list = () => listCopies(url, 'URL');
const names = (copies: readonly DatabaseCopy[]) => copies.map(({ name }) => name);

async function databasesBeside(): Promise<string[]> {
  const rows = await stage.admin.query<Record<string, string>[]>(`SHOW DATABASES LIKE 'billing\\_%'`);
  return rows.map((row) => Object.values(row)[0]!);
}

async function queryIn(database: string, sql: string, values?: unknown[]): Promise<unknown> {
  const connection = await connect(urlOfDatabase(stage.mariadb.adminUrl, database), 'the local root');
  try {
    return (await connection.query(sql, values)) as unknown;
  } finally {
    await connection.end();
  }
}

/** Restores a new backup over the live database, so many days ago; returns the name of what was put aside. */
async function putAside(daysAgo = 0): Promise<string> {
  const store = new FolderStore(stage.folder);
  const { replaced } = await restore('billing', url, 'URL', store, await stage.backUp(), quiet);
  await queryIn(
    replaced!,
    'UPDATE bulkhead_swap SET finished_at = UTC_TIMESTAMP(3) - INTERVAL ? HOUR - INTERVAL 1 MINUTE',
    [daysAgo * 24],
  );
  return replaced!;
}

async function addCustomer(id: string): Promise<void> {
  await stage.admin.query(
    `REPLACE INTO billing.billing_customers (id, email, balance, delinquent, deleted, livemode, created, version_event_id,
      version_tied, read_afresh, version)
      VALUES (?, 'ada@example.com', 0, FALSE, FALSE, FALSE, NOW(), 'evt_1', FALSE, FALSE, 1)`,
    [id],
  );
}

test('what a restore put aside and what --into made are copies; other databases of such a name are not', async () => {
  const aside = await putAside();
  await stage.copy(await stage.backUp(), 'billing_copy');
  await stage.admin.query('CREATE DATABASE billing_reports; CREATE TABLE billing_reports.pages (id INT)');
  await stage.admin.query(
    'CREATE DATABASE billing_other; CREATE TABLE billing_other.database_identity LIKE billing.database_identity',
  );
  await stage.admin.query(`INSERT INTO billing_other.database_identity SELECT * FROM billing.database_identity`);
  await stage.admin.query(`UPDATE billing_other.database_identity SET uuid = 'another'`);
  const copies = await list();
  expect(copies).toEqual([
    {
      name: aside,
      kind: 'put aside',
      ageSeconds: expect.any(Number) as number,
      bytes: expect.any(Number) as number,
      isOverdue: false,
    },
    {
      name: 'billing_copy',
      kind: 'copy',
      ageSeconds: expect.any(Number) as number,
      bytes: expect.any(Number) as number,
      isOverdue: false,
    },
  ]);
  for (const { bytes, ageSeconds } of copies) {
    expect(bytes).toBeGreaterThan(0);
    expect(ageSeconds).toBeLessThan(600);
  }
});

test(`after ${putAsideDays} days what was put aside is dropped, and nothing else`, async () => {
  const old = await putAside(putAsideDays);
  const young = await putAside(putAsideDays - 1);
  await stage.copy(await stage.backUp(), 'billing_copy');
  const { dropped, left } = await letGoOfPutAside(url, 'URL');
  expect(names(dropped)).toEqual([old]);
  expect(names(left)).toEqual([young, 'billing_copy']);
  expect((await databasesBeside()).sort()).toEqual(['billing_copy', young].sort());
});

test('a drill lets go of it first', async () => {
  const old = await putAside(putAsideDays);
  const { exitCode, stderr } = await stage.run(['drill', 'billing']);
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`dropped ${old}`) as string,
  });
  expect(await databasesBeside()).toEqual([]);
});

test('while a restore is under way nothing is dropped: it may be the taking back of one', async () => {
  const old = await putAside(putAsideDays);
  const target = parseDatabaseUrl(url, 'URL');
  const other = await connectToServer(target, 'URL');
  try {
    await takeLock(other, 'billing', 'restore');
    expect(await letGoOfPutAside(url, 'URL')).toMatchObject({ dropped: [], left: [{ name: old, isOverdue: true }] });
    await expect(dropCopy('billing', url, 'URL', old, quiet.confirm)).rejects.toThrow('another restore of billing');
  } finally {
    await other.end();
  }
});

test('one whose swap was interrupted is no copy: the next restore finishes it', async () => {
  const interrupted = await putAside(putAsideDays);
  await queryIn(interrupted, 'UPDATE bulkhead_swap SET finished_at = NULL');
  expect(await list()).toEqual([]);
  expect((await letGoOfPutAside(url, 'URL')).dropped).toEqual([]);
  expect(await databasesBeside()).toEqual([interrupted]);
});

test('what a drop that was cut off has left is dropped by the next one', async () => {
  const half = await putAside();
  await queryIn(half, 'DROP TABLE bulkhead_swap, billing_customers');
  expect(await list()).toMatchObject([{ name: half, kind: 'put aside', isOverdue: true }]);
  expect(names((await letGoOfPutAside(url, 'URL')).dropped)).toEqual([half]);
  expect(await databasesBeside()).toEqual([]);
});

test.each(['billing', 'main', 'billing_reports', 'mysql', 'billing_copy`'])(
  '%s is no copy, and is not dropped',
  async (name) => {
    await stage.admin.query('CREATE DATABASE IF NOT EXISTS billing_reports');
    await expect(dropCopy('billing', url, 'URL', name, quiet.confirm)).rejects.toThrow(`${name} is no copy of billing`);
  },
);

test('the command lists, says 1 where one stays too long, and drops the one whose name is said twice', async () => {
  const old = await putAside(putAsideDays);
  const young = await putAside();
  const listed = await stage.run(['copies', 'billing']);
  expect(listed).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(`${old}.*put aside.*OVERDUE`) as string });
  expect(await stage.run(['copies', 'billing', '--drop', old, '--yes', 'billing'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(`"billing" is not "${old}"`) as string,
  });
  expect((await databasesBeside()).sort()).toEqual([old, young].sort());
  const left = await stage.json<DatabaseCopy[]>(['copies', 'billing', '--drop', old, '--yes', old]);
  expect(names(left)).toEqual([young]);
  expect(await databasesBeside()).toEqual([young]);
});

test('whoever was erased since a restore does not come back with what it had put aside', async () => {
  await addCustomer('cus_A');
  const aside = await putAside();
  const emailIn = (database: string) => queryIn(database, "SELECT email FROM billing_customers WHERE id = 'cus_A'");
  expect(await emailIn(aside)).toEqual([{ email: 'ada@example.com' }]);
  const store = new FolderStore(stage.folder);
  await writeErasure(store, 'cus_A', 'grace');
  const undone = await undoRestore('billing', url, 'URL', store, aside, quiet);
  expect(undone).toMatchObject({ database: 'billing', erasuresReplayed: 1 });
  expect(await emailIn('billing')).toEqual([{ email: null }]);
  expect(await stage.admin.query('SELECT customer_id FROM billing.billing_erasures')).toEqual([
    { customer_id: 'cus_A' },
  ]);
});

/** A store in which somebody is erased just before its list of erasures is read for the so-many-eth time. */
class StoreWithErasure extends FolderStore {
  #readings = 0;
  readonly #reading: number;

  constructor(folder: string, reading: number) {
    super(folder);
    this.#reading = reading;
  }

  override async list(prefix: string) {
    if (prefix === 'erasures/' && (this.#readings += 1) === this.#reading) {
      await writeErasure(new FolderStore(stage.folder), 'cus_B', 'grace');
    }
    return super.list(prefix);
  }
}

test.each([
  ['while a copy is built', 1],
  ['while the operator thinks about it', 2],
  ['while the tables are swapped', 3],
])('whoever is erased %s is not brought back by a restore', async (_, reading) => {
  rmSync(join(stage.folder, 'erasures'), { recursive: true, force: true });
  await addCustomer('cus_B');
  const manifest = await stage.backUp();
  const store = new StoreWithErasure(stage.folder, reading);
  const restored = await restore('billing', url, 'URL', store, manifest, quiet);
  expect(restored.erasuresReplayed).toBe(1);
  const email = await stage.admin.query("SELECT email FROM billing.billing_customers WHERE id = 'cus_B'");
  expect(email).toEqual([{ email: null }]);
  const remembered = await stage.admin.query(
    "SELECT customer_id FROM billing.billing_erasures WHERE customer_id = 'cus_B'",
  );
  expect(remembered).toEqual([{ customer_id: 'cus_B' }]);
});
