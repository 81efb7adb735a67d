import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backups } from '../../policies/backup.ts';
import { type BackupStage, fingerprint, startBackupStage } from '../testing/backup-stage.ts';
import { type FaultyS3, startFaultyS3 } from '../testing/faulty-s3.ts';
import { Failure } from '../../failure.ts';
import { drill } from './drill/drill-flow.ts';
import type { DrillRecord } from './drill/record.ts';
import type { Manifest } from './manifest.ts';
import type { Pruned } from './prune.ts';
import { readStatus, type StoreStatus } from './status.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';

let stage: BackupStage;
let s3: FaultyS3;
let inS3: Record<string, string>;
let store: Store;
beforeAll(async () => {
  stage = await startBackupStage();
  s3 = await startFaultyS3();
  inS3 = { ...s3.environment, BILLING_BACKUP_STORE: s3.url };
  // Where the SDK looks for them.
  Object.assign(process.env, s3.environment);
  store = await openStore('billing', inS3);
  await stage.admin.query(`
    CREATE TABLE billing.filler (id INT PRIMARY KEY, words TEXT);
    INSERT INTO billing.filler SELECT seq, REPEAT(SHA2(seq, 512), 4) FROM billing.database_identity, seq_1_to_5000;
  `);
});
afterAll(async () => {
  for (const name of Object.keys(s3.environment)) delete process.env[name];
  await s3.stop();
  await stage.stop();
});
beforeEach(() => s3.recover());

describe('a backup in S3', () => {
  test('is locked until the policy’s date, comes back, and its drill is recorded beside it', async () => {
    const manifest = await stage.json<Manifest>(['backup', 'billing'], inS3);
    const days = (Date.parse(manifest.retainUntil) - Date.parse(manifest.startedAt)) / 86_400_000;
    expect(days).toBe(backups.billing.keepDays);
    const puts = s3.requests.filter(({ method, key }) => method === 'PUT' && key.includes(manifest.id));
    expect(puts.at(-1)?.key).toMatch(/manifest\.json$/);
    for (const { headers } of puts) {
      expect(headers['x-amz-object-lock-mode']).toBe('COMPLIANCE');
      expect(Date.parse(String(headers['x-amz-object-lock-retain-until-date']))).toBeGreaterThanOrEqual(
        Date.parse(manifest.retainUntil),
      );
    }

    await stage.json(['restore', 'billing', '--into', 'billing_copy'], inS3);
    expect(await fingerprint(stage.admin, 'billing_copy')).toEqual(await fingerprint(stage.admin, 'billing'));
    await stage.admin.query('DROP DATABASE billing_copy');
    expect(await stage.json<DrillRecord>(['drill', 'billing'], inS3)).toMatchObject({ result: 'passed', faults: [] });
    expect(await stage.json<StoreStatus>(['backups', 'billing'], inS3)).toMatchObject({
      objectiveHolds: true,
      backups: [{ id: manifest.id, state: 'backup' }],
    });
    const pruned = await stage.json<Pruned>(['prune', 'billing', '--apply'], inS3);
    expect(pruned.verdicts).toMatchObject([{ id: manifest.id, delete: false }]);
  });

  test.each(['internal-error', 'slow-down', 'reset', 'lose-answer'] as const)(
    'is made all the same where S3 answers a request with %s',
    async (trouble) => {
      s3.fail({ trouble, method: 'PUT', times: 1 });
      const { id } = await stage.backUp(store);
      const { backups: all } = await readStatus(store, 'billing', new Date());
      expect(all.find((backup) => backup.id === id)).toMatchObject({ state: 'backup' });
    },
  );

  test.each(['internal-error', 'slow-down', 'expired-token', 'access-denied'] as const)(
    'is not published where S3 goes on answering %s',
    async (trouble) => {
      const finished = async () =>
        (await readStatus(store, 'billing', new Date())).backups.filter(({ state }) => state !== 'unfinished');
      const before = await finished();
      s3.fail({ trouble, method: 'PUT', target: 'manifest.json', times: 100 });
      const refusal = await stage.backUp(store).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Failure);
      expect((refusal as Failure).message).toContain('s3://backups/backups');
      s3.recover();
      expect(await finished()).toEqual(before);
    },
  );

  test('that S3 gives back with one bit flipped is found by restore and by drill', async () => {
    const manifest = await stage.backUp(store);
    const file = s3.fileOf(`backups/billing/${manifest.id}/${manifest.sections[0]!.parts[0]!.name}`);
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(file, bytes);
    await expect(stage.copy(manifest, 'billing_copy', store)).rejects.toThrow(/is damaged|checksum/i);
    const quiet = { say: () => undefined, onProgress: () => undefined };
    const record = await drill('billing', stage.mariadb.urls.billing.restore, 'URL', store, quiet);
    expect(record.faults.join()).toMatch(/is damaged|checksum/i);
  });

  test('whose bytes are cut on the way comes back whole', async () => {
    const manifest = await stage.backUp(store);
    s3.fail({ trouble: { cutAfterBytes: 1000 }, method: 'GET', target: '.zst', times: 1 });
    await stage.copy(manifest, 'billing_copy', store);
    expect(await fingerprint(stage.admin, 'billing_copy')).toEqual(await fingerprint(stage.admin, 'billing'));
    await stage.admin.query('DROP DATABASE billing_copy');
  });
});
