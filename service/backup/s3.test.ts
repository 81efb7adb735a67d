import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backups } from '../../policies/backup.ts';
import { type BackupStage, fingerprint, startBackupStage } from '../testing/backup-stage.ts';
import { type FaultyS3, startFaultyS3 } from '../testing/faulty-s3.ts';
import type { DrillRecord } from './drill/record.ts';
import type { Manifest } from './manifest.ts';
import type { Pruned } from './prune.ts';
import type { StoreStatus } from './status.ts';

let stage: BackupStage;
let s3: FaultyS3;
let inS3: Record<string, string>;
beforeAll(async () => {
  stage = await startBackupStage();
  s3 = await startFaultyS3();
  inS3 = { ...s3.environment, BILLING_BACKUP_STORE: s3.url };
  await stage.admin.query(`
    CREATE TABLE billing.filler (id INT PRIMARY KEY, words TEXT);
    INSERT INTO billing.filler SELECT seq, REPEAT(SHA2(seq, 512), 4) FROM billing.database_identity, seq_1_to_5000;
  `);
});
afterAll(async () => {
  await s3.stop();
  await stage.stop();
});
beforeEach(() => s3.recover());

const status = async () => JSON.parse((await stage.run(['backups', 'billing', '--json'], inS3)).stdout) as StoreStatus;

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
    expect(await status()).toMatchObject({ objectiveHolds: true, backups: [{ id: manifest.id, state: 'backup' }] });
    const pruned = await stage.json<Pruned>(['prune', 'billing', '--apply'], inS3);
    expect(pruned.verdicts).toMatchObject([{ id: manifest.id, delete: false }]);
  });

  test.each(['internal-error', 'slow-down', 'reset', 'lose-answer'] as const)(
    'is made all the same where S3 answers a request with %s',
    async (trouble) => {
      s3.fail({ trouble, method: 'PUT', times: 1 });
      const { id } = await stage.json<Manifest>(['backup', 'billing'], inS3);
      expect((await status()).backups.find((backup) => backup.id === id)).toMatchObject({ state: 'backup' });
    },
  );

  test.each(['internal-error', 'slow-down', 'expired-token', 'access-denied'] as const)(
    'is not published where S3 goes on answering %s',
    async (trouble) => {
      const before = await status();
      s3.fail({ trouble, method: 'PUT', target: 'manifest.json', times: 100 });
      const { exitCode, stderr } = await stage.run(['backup', 'billing'], inS3);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/s3:\/\/backups\/backups.*\n +fix: /s);
      s3.recover();
      const after = await status();
      const finished = ({ backups: all }: StoreStatus) =>
        all.filter(({ state }) => state === 'backup').map(({ id }) => id);
      expect(finished(after)).toEqual(finished(before));
      expect(after.backups.filter(({ state }) => state === 'unusable')).toEqual([]);
    },
  );

  test('that S3 gives back with one bit flipped is found by restore and by drill', async () => {
    const { id, sections } = await stage.json<Manifest>(['backup', 'billing'], inS3);
    const file = s3.fileOf(`backups/billing/${id}/${sections[0]!.parts[0]!.name}`);
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(file, bytes);
    for (const words of [
      ['restore', 'billing', '--yes', 'billing'],
      ['drill', 'billing'],
    ]) {
      const { exitCode, stdout, stderr } = await stage.run(words, inS3);
      expect(exitCode).toBe(1);
      expect(stdout + stderr).toMatch(/is damaged|checksum/i);
    }
  });

  test('whose bytes are cut on the way comes back whole', async () => {
    const { id } = await stage.json<Manifest>(['backup', 'billing'], inS3);
    s3.fail({ trouble: { cutAfterBytes: 1000 }, method: 'GET', target: '.zst', times: 1 });
    await stage.json(['restore', 'billing', '--from', id, '--into', 'billing_copy'], inS3);
    expect(await fingerprint(stage.admin, 'billing_copy')).toEqual(await fingerprint(stage.admin, 'billing'));
    await stage.admin.query('DROP DATABASE billing_copy');
  });
});
