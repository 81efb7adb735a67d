import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FolderStore } from '../backup/store/folder-store.ts';
import { type BackupStage, startBackupStage } from '../testing/backup-stage.ts';
import { faultsOf, readChain } from './chain.ts';
import type { EvidenceRecord } from './record.ts';

let stage: BackupStage;
let folder: string;
let evidence: Record<string, string>;

beforeAll(async () => {
  stage = await startBackupStage();
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-evidence-'));
  evidence = {
    BULKHEAD_EVIDENCE_STORE: `file:${folder}`,
    BILLING_PRIVACY_URL: stage.mariadb.urls.billing.privacy,
    BILLING_MIGRATOR_URL: stage.mariadb.urls.billing.migrator,
    GIT_COMMIT: 'abc',
  };
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stage.stop();
});

async function records(): Promise<EvidenceRecord[]> {
  const entries = await readChain(new FolderStore(folder));
  expect(faultsOf(entries, new Date())).toEqual([]);
  return entries.flatMap((entry) => ('record' in entry ? [entry.record] : []));
}

/** What the command recorded of itself: one record, and of each other kind that it says one before. */
async function recordOf(
  words: readonly string[],
  exitCode = 0,
  others: readonly string[] = [],
): Promise<EvidenceRecord> {
  const before = (await records()).length;
  const end = await stage.run(words, evidence);
  expect(end.exitCode, end.stderr).toBe(exitCode);
  const made = (await records()).slice(before);
  expect(made.slice(0, -1).map(({ kind }) => kind)).toEqual(others);
  return made.at(-1)!;
}

test.each([
  [['backup', 'billing'], 'backup', 'billing', { verified: true, store: 'folder', lock: 'none' }],
  [['drill', 'billing'], 'drill', 'billing', { faults: 0, compared: 'every value', recoverySecondsMax: 3600 }],
  [['prune', 'billing', '--apply'], 'prune', 'billing', { removed: 0, kept: 1 }],
  [
    ['restore', 'billing', '--into', 'billing_copy'],
    'restore',
    'billing',
    { restoredTo: 'billing_copy', compared: 'row counts, not values' },
  ],
  [['retain'], 'retention', 'billing', { removed: 0 }],
  [['migrate', 'billing'], 'migration', 'billing', { migrations: 0, newest: null }],
])('%j leaves a record of what it did', async (words, kind, database, facts) => {
  // A drill first looks through what lies beside the database.
  const record = await recordOf(words, 0, kind === 'drill' ? ['copies'] : []);
  expect(record).toMatchObject({ kind, database, result: 'passed', facts, commit: 'abc', environment: 'local' });
  expect(Date.parse(record.endedAt)).toBeGreaterThanOrEqual(Date.parse(record.startedAt));
});

test('a command that fails leaves a record that it did, without its error’s words', async () => {
  const record = await recordOf(['erase', 'cus_NobodyKnows', '--without-stripe'], 1);
  expect(record).toMatchObject({ kind: 'erasure', result: 'failed', title: 'it ended with an error', facts: {} });
  expect(JSON.stringify(record)).not.toContain('cus_');
});

test('a record says the environment that it was made in, and none that there is not', async () => {
  const said = { ...evidence, BULKHEAD_ENVIRONMENT: 'staging' };
  expect((await stage.run(['migrate', 'billing'], said)).exitCode).toBe(0);
  expect((await records()).at(-1)).toMatchObject({ kind: 'migration', environment: 'staging' });
  const before = await records();
  const misspelt = await stage.run(['migrate', 'billing'], { ...evidence, BULKHEAD_ENVIRONMENT: 'prod' });
  expect(misspelt).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is no environment') as string });
  expect(await records()).toEqual(before);
});

test('wrong use leaves none, and neither does what changes nothing', async () => {
  const before = await records();
  for (const words of [
    ['backup', 'neither'],
    ['restore', 'billing', '--into', 'neither'],
    ['prune', 'billing'],
    ['backups', 'billing'],
    ['evidence', 'verify'],
  ]) {
    await stage.run(words, evidence);
  }
  expect(await records()).toEqual(before);
});

test('without a store none are made', async () => {
  const before = await records();
  expect((await stage.run(['migrate', 'billing'], { ...evidence, BULKHEAD_EVIDENCE_STORE: '' })).exitCode).toBe(0);
  expect(await records()).toEqual(before);
});

test('where the record cannot be kept, the command did its work, says so loudly, and has not passed', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const end = await stage.run(['backup', 'billing'], { ...evidence, BULKHEAD_EVIDENCE_STORE: `file:${file}` });
  expect(end.stdout).toMatch(/^backed up /);
  expect(end.stderr).toMatch(/bulkhead: .+\n {2}fix: /);
  expect(end.exitCode).toBe(1);
  const wrong = await stage.run(['migrate', 'billing'], { ...evidence, BULKHEAD_EVIDENCE_STORE: 'ftp://x' });
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('BULKHEAD_EVIDENCE_STORE') as string });
});

test('killed in the middle, a command leaves no record, and the chain goes on', async () => {
  const { child, ended } = stage.start(['restore', 'billing', '--into', 'billing_killed'], evidence);
  await new Promise((resolve) => child.stderr!.once('data', resolve));
  child.kill('SIGKILL');
  await ended;
  const record = await recordOf(['migrate', 'billing']);
  expect(existsSync(join(folder, 'records', `${String(record.sequence).padStart(9, '0')}.json`))).toBe(true);
});

test('`evidence verify` and `list` say what lies there', async () => {
  const last = (await records()).at(-1)!;
  const head = `${last.sequence}:${last.hash}`;
  const verified = await stage.run(['evidence', 'verify', '--expect', head], evidence);
  expect(verified).toMatchObject({
    exitCode: 0,
    stdout: `own: ${last.sequence} records, each as it was written\nlast: own=${head}\n`,
  });
  expect((await stage.run(['evidence', 'list', '--kind', 'drill'], evidence)).stdout).toMatch(
    /drill +│ billing +│ passed/,
  );
  rmSync(join(folder, 'records', '000000002.json'));
  const broken = await stage.run(['evidence', 'verify', '--json'], evidence);
  expect(broken.exitCode).toBe(1);
  expect(JSON.parse(broken.stdout)).toMatchObject({
    chains: [{ chain: 'own', faults: [{ problem: 'before it number 2 is missing' }, {}] }],
  });
});

test('chains are read side by side, each proven by itself', async () => {
  const other = mkdtempSync(join(tmpdir(), 'bulkhead-evidence-'));
  try {
    const from = ['--from', `billing=file:${other}`, '--from', `own=file:${folder}`];
    await stage.run(['migrate', 'billing'], { ...evidence, BULKHEAD_EVIDENCE_STORE: `file:${other}` });
    const [first] = await readChain(new FolderStore(other));
    const last = `billing=1:${(first as { record: EvidenceRecord }).record.hash}`;
    const verified = await stage.run(['evidence', 'verify', ...from, '--expect', last]);
    // The own one lost its second record in the test before.
    expect(verified).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`last: ${last}\nown: `) as string });
    expect(verified.stdout).toMatch(/^billing: 1 records, each as it was written$/m);
    rmSync(join(other, 'records'), { recursive: true });
    const cut = await stage.run(['evidence', 'verify', '--from', `billing=file:${other}`, '--expect', last]);
    expect(cut).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('was there once, and is missing') as string,
    });
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test.each([
  [['--from', 'file:/tmp'], 'It begins with a name'],
  [['--from', '../x=file:/tmp'], 'It begins with a name'],
  [['--from', 'ci='], 'It is a name and a URL'],
  [['--from', 'ci=ftp://x'], '--from ci is not a place'],
  [['--from', 'ci=file:/tmp/x', '--from', 'ci=file:/tmp/y'], 'ci is said twice'],
  [['--expect', 'ci=1:abc'], 'a record’s number and hash'],
  [['--from', `ci=file:/tmp/none`, '--expect', `main=1:${'0'.repeat(64)}`], 'no chain is called main'],
])('`evidence verify %j` is wrong use, and says why', async (words, problem) => {
  const end = await stage.run(['evidence', 'verify', ...words]);
  expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(problem) as string });
});
