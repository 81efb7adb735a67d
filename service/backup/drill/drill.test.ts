import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../../database/database-url.ts';
import { writeErasure } from '../../privacy/erasure-ledger.ts';
import { type BackupStage, startBackupStage } from '../../testing/backup-stage.ts';
import { readContents } from '../dump/contents.ts';
import type { Manifest } from '../manifest.ts';
import type { StoreStatus } from '../status.ts';
import { FolderStore } from '../store/folder-store.ts';
import { compareTables } from './compare.ts';
import { type DrillRecord, storeRecord } from './record.ts';
import { askService } from './service-health.ts';

let stage: BackupStage;
beforeAll(async () => {
  stage = await startBackupStage();
  await stage.admin.query(`
    INSERT INTO billing.billing_webhooks (event_id, type, created, received_at, livemode, state, payload)
      SELECT CONCAT('evt_', seq), 'ping', NOW(), NOW(3), FALSE, 'recorded', '{"note": "as Stripe sent it"}'
        FROM billing.database_identity, seq_1_to_500;
    INSERT INTO main.customers (id, email, name) VALUES (1, 'a@main.example', 'A');
    INSERT INTO main.quotes (customer_id, status, total, currency) VALUES (1, 'open', 100, 'eur');
  `);
});
afterAll(() => stage.stop());

const drillDatabases = () => stage.admin.query(`SHOW DATABASES LIKE '%\\_drill\\_%'`);

describe('a drill', () => {
  test.each(['billing', 'main'])(
    'of %s proves the newest backup, leaves nothing, and is seen beside it',
    async (database) => {
      await stage.json(['backup', database]);
      const newest = await stage.json<Manifest>(['backup', database]);
      const record = await stage.json<DrillRecord>(['drill', database]);
      expect(record).toMatchObject({ class: database, result: 'passed', faults: [], backup: { id: newest.id } });
      expect(record.recoverySeconds).toBeLessThan(record.recoverySecondsMax);
      expect(record.tables.map(({ name }) => name)).toEqual(newest.tables.map(({ name }) => name));
      expect(record.queries.length).toBeGreaterThan(2);
      expect(await drillDatabases()).toEqual([]);
      const { backups } = await stage.json<StoreStatus>(['backups', database]);
      expect(backups.map(({ drilledAt }) => drilledAt)).toEqual([record.endedAt, null]);
    },
  );

  test('is recorded as JSON and as Markdown, and a record is never written over', async () => {
    const folder = join(stage.folder, 'drills/billing');
    const [json] = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const record = JSON.parse(readFileSync(join(folder, json!), 'utf8')) as DrillRecord;
    const markdown = readFileSync(join(folder, json!.replace('.json', '.md')), 'utf8');
    expect(markdown).toContain('# Restore drill of billing: passed');
    expect(markdown).toContain(`| billing_webhooks | 500 | 500 | yes |`);
    await expect(storeRecord(new FolderStore(stage.folder), { ...record, faults: ['forged'] })).rejects.toThrow(
      /already has/,
    );
  });

  test('fails where a query finds what must not be there, and says which', async () => {
    await stage.admin.query("UPDATE billing.billing_webhooks SET payload = 'not JSON' WHERE event_id = 'evt_7'");
    await stage.json(['backup', 'billing']);
    const { exitCode, stdout } = await stage.run(['drill', 'billing', '--json']);
    const record = JSON.parse(stdout) as DrillRecord;
    expect({ exitCode, result: record.result, faults: record.faults }).toEqual({
      exitCode: 1,
      result: 'failed',
      faults: ['1 ledger events whose payload is not readable'],
    });
    expect(await drillDatabases()).toEqual([]);
  });

  test('finds a row that is not as it was dumped', async () => {
    const manifest = await stage.json<Manifest>(['backup', 'billing']);
    await stage.json(['restore', 'billing', '--into', 'billing_copy']);
    const target = { ...parseDatabaseUrl(stage.mariadb.urls.billing.restore, 'URL'), database: 'billing_copy' };
    const unequal = async () =>
      (await compareTables(target, await readContents(stage.admin, 'billing_copy'), manifest))
        .filter(({ equal }) => !equal)
        .map(({ name }) => name);
    expect(await unequal()).toEqual([]);
    await stage.admin.query(`UPDATE billing_copy.billing_webhooks SET type = 'pong' WHERE event_id = 'evt_250'`);
    expect(await unequal()).toEqual(['billing_webhooks']);
  });

  test('says so where the service is not ready', async () => {
    const wrong = stage.mariadb.urls.main.restore;
    expect(await askService(wrong, 'any')).toMatchObject({
      ready: false,
      answer: expect.stringContaining('this URL leads to the main database') as string,
    });
  });

  test('of a store without a backup fails, and is recorded as well', async () => {
    const empty = { BILLING_BACKUP_STORE: `file:${stage.folder}/empty` };
    const { exitCode, stdout } = await stage.run(['drill', 'billing', '--json'], empty);
    expect({ exitCode, record: JSON.parse(stdout) as DrillRecord }).toMatchObject({
      exitCode: 1,
      record: { result: 'failed', backup: null, faults: [expect.stringContaining('there is no backup of billing')] },
    });
    expect(readdirSync(join(stage.folder, 'empty/drills/billing'))).toHaveLength(2);
  });

  test('two at once: one drills, the other says so', async () => {
    const ends = await Promise.all([stage.run(['drill', 'main']), stage.run(['drill', 'main'])]);
    expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    expect(ends.map(({ stderr }) => stderr).join('')).toContain('another drill of main is under way');
  });
});

test('backups says at once whether the objective holds, and exits 1 where it does not', async () => {
  const holds = await stage.run(['backups', 'billing']);
  expect({ exitCode: holds.exitCode, stdout: holds.stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^billing: the objective holds: the newest verified backup is/) as string,
  });
  const none = await stage.run(['backups', 'billing'], { BILLING_BACKUP_STORE: `file:${stage.folder}/empty` });
  expect({ exitCode: none.exitCode, stdout: none.stdout }).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/^billing: NO VERIFIED BACKUP/) as string,
  });
  const unverified = { BILLING_BACKUP_STORE: `file:${stage.folder}/unverified` };
  await stage.json(['backup', 'billing', '--no-verify'], unverified);
  expect((await stage.run(['backups', 'billing'], unverified)).exitCode).toBe(1);
});

test('a backup from before erasures is brought up to them: by a drill, and by a restore once somebody was erased', async () => {
  const { admin, folder } = stage;
  await admin.query(`
    UPDATE billing.billing_webhooks SET payload = '{}' WHERE event_id = 'evt_7';
    INSERT INTO billing.billing_customers (id, email, balance, delinquent, deleted, livemode, created, version_event_id,
      version_tied, read_afresh, version)
      VALUES ('cus_A', 'ada@example.com', 0, FALSE, FALSE, FALSE, NOW(), 'evt_1', FALSE, FALSE, 1);
    DROP TABLE billing.billing_erasures, billing.billing_access_log;
    ALTER TABLE billing.billing_webhooks DROP COLUMN payload_sha256, DROP COLUMN payload_removed;
    DELETE FROM billing._prisma_migrations WHERE migration_name LIKE '%_billing_erasure_and_access_log';
  `);
  const older = await stage.backUp();
  const columnsOfLedger = (database: string) =>
    admin.query(`SHOW COLUMNS FROM ${database}.billing_webhooks LIKE 'payload_removed'`);
  await stage.copy(older, 'billing_as_dumped');
  expect(await columnsOfLedger('billing_as_dumped')).toEqual([]);

  await writeErasure(new FolderStore(folder), 'cus_A', 'grace');
  await stage.copy(older, 'billing_erased');
  expect(await columnsOfLedger('billing_erased')).toHaveLength(1);
  expect(await admin.query('SELECT email FROM billing_erased.billing_customers')).toEqual([{ email: null }]);
  const record = await stage.json<DrillRecord>(['drill', 'billing']);
  expect(record).toMatchObject({ result: 'passed', faults: [], erasuresReplayed: 1, backup: { id: older.id } });
});
