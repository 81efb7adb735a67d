import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackupStage, type CommandEnd, fingerprint, startBackupStage } from '../testing/backup-stage.ts';
import { seededRandom } from '../stripe/local-stripe/state/seeded-random.ts';
import type { Manifest } from './manifest.ts';
import { readStatus } from './status.ts';
import { FolderStore } from './store/folder-store.ts';

const killCount = 20;
const random = seededRandom(Number(process.env['SEED']));
let stage: BackupStage;
beforeAll(async () => {
  stage = await startBackupStage();
  await stage.admin.query(`
    CREATE TABLE billing.filler (id INT PRIMARY KEY, words TEXT);
    INSERT INTO billing.filler SELECT seq, REPEAT(SHA2(seq, 512), 4) FROM billing.database_identity, seq_1_to_5000;
    CREATE TRIGGER billing.watch BEFORE INSERT ON billing.filler FOR EACH ROW SET NEW.words = UPPER(NEW.words);
    CREATE VIEW billing.seen AS SELECT id FROM billing.filler;
  `);
});
afterAll(() => stage.stop());

/** Runs a command once to its end, for its duration, and then again and again, killed at moments all over that time. */
async function killAllOver(words: readonly string[], afterEach: (end: CommandEnd) => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  await stage.json(words);
  const milliseconds = performance.now() - startedAt;
  for (let kill = 0; kill < killCount; kill += 1) {
    const { child, ended } = stage.start(words);
    // One moment in each twentieth of the run: chance alone might leave the end of it out.
    await wait(((kill + random()) / killCount) * milliseconds);
    child.kill('SIGKILL');
    const end = await ended;
    await serverIsDone();
    await afterEach(end);
  }
}

/** The server ends a statement that it was at, also where nobody waits for it any more. */
async function serverIsDone(): Promise<void> {
  for (;;) {
    const busy = await stage.admin.query<unknown[]>(
      `SELECT 1 FROM information_schema.processlist WHERE user IN ('billing_backup', 'billing_restore')`,
    );
    if (busy.length === 0) return;
    await wait(10);
  }
}

test('a backup that is killed at any moment never leaves a manifest without its data, and the next one succeeds', async () => {
  await killAllOver(['backup', 'billing'], async () => {
    const { backups } = await readStatus(new FolderStore(stage.folder), 'billing', new Date());
    expect(backups.filter(({ state }) => state === 'unusable')).toEqual([]);
  });
  const { id } = await stage.json<Manifest>(['backup', 'billing']);
  await stage.json(['restore', 'billing', '--from', id, '--into', 'billing_copy']);
  expect(await fingerprint(stage.admin, 'billing_copy')).toEqual(await fingerprint(stage.admin, 'billing'));
  await stage.admin.query('DROP DATABASE billing_copy');
}, 120_000);

test('a restore that is killed at any moment leaves the old or the new, and the next one succeeds and cleans up', async () => {
  const { id } = await stage.json<Manifest>(['backup', 'billing']);
  const restored = await fingerprint(stage.admin, 'billing');
  await stage.admin.query(`DELETE FROM billing.filler WHERE id > 10`);
  const broken = await fingerprint(stage.admin, 'billing');
  const words = ['restore', 'billing', '--from', id, '--yes', 'billing'];
  const seen = { old: 0, new: 0 };
  await killAllOver(words, async () => {
    const state = await fingerprint(stage.admin, 'billing');
    const is = JSON.stringify(state) === JSON.stringify(broken) ? 'old' : 'new';
    expect(state).toEqual(is === 'old' ? broken : restored);
    seen[is] += 1;
    // So that the next one has something to bring back.
    await stage.admin.query(`DELETE FROM billing.filler WHERE id > 10`);
  });
  expect(seen.old + seen.new).toBe(killCount);
  await stage.json(words);
  expect(await fingerprint(stage.admin, 'billing')).toEqual(restored);
  expect(await stage.admin.query(`SHOW DATABASES LIKE 'billing\\_restoring\\_%'`)).toEqual([]);
  const triggers = await stage.admin.query(`SHOW TRIGGERS IN billing`);
  expect(triggers).toHaveLength(1);
  expect(await stage.admin.query('SELECT COUNT(*) AS n FROM billing.seen')).toEqual([{ n: 5_000n }]);
}, 180_000);
