import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evidenceRecordBytesMax, evidenceTextCharactersMax } from '../../policies/evidence.ts';
import { FolderStore } from '../backup/store/folder-store.ts';
import { appendRecord, faultsOf, readChain, type RecordContent } from './chain.ts';
import { environmentOf } from './environment.ts';
import { type EvidenceRecord, sealed } from './record.ts';

let folder: string;
let store: FolderStore;
const now = new Date();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-evidence-'));
  store = new FolderStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content: RecordContent = {
  kind: 'drill',
  database: 'billing',
  result: 'passed',
  startedAt: now.toISOString(),
  endedAt: now.toISOString(),
  title: '6 of 6 tables equal',
  facts: { recoverySeconds: 12.3, backup: 'b1', swapped: false, service: null },
  commit: 'abc',
  tools: { bulkhead: '0.1.0' },
  operator: 'on-call',
  host: 'h',
};
const fileOf = (sequence: number) => join(folder, 'records', `${String(sequence).padStart(9, '0')}.json`);
const faults = async (...expected: Pick<EvidenceRecord, 'sequence' | 'hash'>[]) =>
  faultsOf(await readChain(store), new Date(), expected).map(
    ({ name, problem }) => `${Number(/(\d+)\.json$/.exec(name)?.[1])}: ${problem}`,
  );

/** Five records; each is returned as it was appended. */
async function five(): Promise<EvidenceRecord[]> {
  const made: EvidenceRecord[] = [];
  for (let index = 1; index <= 5; index += 1) made.push(await appendRecord(store, { ...content, title: `${index}` }));
  return made;
}

function rewrite(sequence: number, change: (record: EvidenceRecord) => object): void {
  const record = JSON.parse(readFileSync(fileOf(sequence), 'utf8')) as EvidenceRecord;
  writeFileSync(fileOf(sequence), JSON.stringify(change(record)));
}

test('records are numbered, chained, read back as they were written, and nothing is wrong with them', async () => {
  const made = await five();
  expect(made.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  expect(await readChain(store)).toEqual(
    made.map((record) => ({ name: `records/${String(record.sequence).padStart(9, '0')}.json`, record })),
  );
  expect(await faults()).toEqual([]);
  expect(await faults({ sequence: 5, hash: made[4]!.hash })).toEqual([]);
});

test('records of a time before they said their environment stand beside those that do', async () => {
  await five();
  const said = await appendRecord(store, { ...content, environment: 'production' });
  expect(await readChain(store)).toHaveLength(6);
  expect(await faults()).toEqual([]);
  const told = (await readChain(store)).map((entry) => 'record' in entry && environmentOf(entry.record));
  expect(told).toEqual([...Array<string>(5).fill('unknown'), 'production']);
  rewrite(said.sequence, ({ environment: _, ...rest }) => rest);
  expect(await faults()).toEqual(['6: was changed: its hash is another']);
});

test('an empty store is a chain without faults', async () => {
  expect(await readChain(store)).toEqual([]);
  expect(await faults()).toEqual([]);
});

test.each([
  ['the first', 1, ['2: before it number 1 is missing', '2: does not follow the record before it']],
  ['one in the middle', 3, ['4: before it number 3 is missing', '4: does not follow the record before it']],
])('%s removed: said where it was', async (_, sequence, said) => {
  await five();
  rmSync(fileOf(sequence));
  // What stood before the first is known, whatever else is gone.
  expect((await faults())[0]).toBe(said[0]);
});

test('the last ones removed: said by whoever knows one of them from elsewhere', async () => {
  const made = await five();
  for (const sequence of [4, 5]) rmSync(fileOf(sequence));
  expect(await faults()).toEqual([]);
  expect(await faults({ sequence: 5, hash: made[4]!.hash })).toEqual(['5: was there once, and is missing']);
});

test('the end cut off and written anew: said by whoever knows the old one', async () => {
  const made = await five();
  rmSync(fileOf(5));
  await appendRecord(store, { ...content, title: 'another' });
  expect(await faults()).toEqual([]);
  expect(await faults({ sequence: 5, hash: made[4]!.hash })).toEqual(['5: is not the one that was there once']);
});

test.each([
  ['its result', (record: EvidenceRecord) => ({ ...record, result: 'failed' as const })],
  ['a fact', (record: EvidenceRecord) => ({ ...record, facts: { ...record.facts, recoverySeconds: 1 } })],
  ['its date', (record: EvidenceRecord) => ({ ...record, endedAt: '2026-01-01T00:00:00.000Z' })],
  ['a fact more', (record: EvidenceRecord) => ({ ...record, facts: { ...record.facts, more: 1 } })],
])('%s changed: said', async (_, change) => {
  await five();
  rewrite(3, change);
  expect(await faults()).toContain('3: was changed: its hash is another');
});

test('changed and sealed anew: the next one does not follow it', async () => {
  await five();
  rewrite(3, (record) => sealed({ ...record, result: 'failed' }));
  expect(await faults()).toEqual(['4: does not follow the record before it']);
});

test('two exchanged, with their files’ names: said of both', async () => {
  await five();
  renameSync(fileOf(2), `${fileOf(2)}.away`);
  renameSync(fileOf(3), fileOf(2));
  renameSync(`${fileOf(2)}.away`, fileOf(3));
  const said = await faults();
  expect(said).toContain('2: says that it is number 3');
  expect(said).toContain('3: says that it is number 2');
});

test('one copied behind the last: its number comes a second time', async () => {
  await five();
  writeFileSync(fileOf(6), readFileSync(fileOf(3)));
  expect(await faults()).toContain('6: its number comes a second time, or out of order');
});

test.each([
  ['dated in the future', { recordedAt: new Date(now.getTime() + 3_600_000).toISOString() }, 'is dated in the future'],
  ['begun after its end', { startedAt: new Date(now.getTime() + 600_000).toISOString() }, 'ends before it begins'],
  ['recorded before the one before it', { recordedAt: '2026-01-01T00:00:00.000Z' }, 'is dated before the record'],
])('sealed by whoever can write, but %s: said', async (_, times, problem) => {
  await five();
  rewrite(5, (record) => sealed({ ...record, ...times }));
  expect((await faults()).join('\n')).toContain(`5: ${problem}`);
});

test.each([
  ['nothing', ''],
  ['half a record', '{"format":"bulkhead-evidence","version":1,'],
  ['another thing', '{"format":"bulkhead-manifest"}'],
  ['more than any record', `"${'x'.repeat(evidenceRecordBytesMax)}"`],
  ['a field too many', ''],
])('a file that holds %s is said to be none, and the others are read', async (what, text) => {
  await five();
  if (what === 'a field too many') rewrite(3, (record) => ({ ...record, more: true }));
  else writeFileSync(fileOf(3), text);
  expect(await faults()).toHaveLength(1);
  expect((await faults())[0]).toMatch(/^3: .+ is (no record of evidence|larger than any record of evidence)$/);
  await expect(appendRecord(store, content)).resolves.toMatchObject({ sequence: 6 });
});

test('behind a last record that cannot be read none is appended: the chain would end there', async () => {
  await five();
  writeFileSync(fileOf(5), '{');
  await expect(appendRecord(store, content)).rejects.toThrow(/000000005\.json is no record of evidence/);
  expect(existsSync(fileOf(6))).toBe(false);
});

test('what a killed writer left is no record, and its number is free', async () => {
  await five();
  writeFileSync(join(folder, 'records', '.unfinished-123'), '{"half":');
  expect(await faults()).toEqual([]);
  expect((await appendRecord(store, content)).sequence).toBe(6);
});

test('sixteen writers at once: sixteen records, one chain', async () => {
  const titles = Array.from({ length: 16 }, (_, index) => `writer ${index}`);
  await Promise.all(titles.map((title) => appendRecord(new FolderStore(folder), { ...content, title })));
  const entries = await readChain(store);
  expect(await faults()).toEqual([]);
  expect(entries.map((entry) => 'record' in entry && entry.record.title).sort()).toEqual([...titles].sort());
  expect(readdirSync(join(folder, 'records')).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('a put whose answer is lost is found again, and not made twice', async () => {
  const deaf = new FolderStore(folder);
  deaf.put = async (...given) => {
    await FolderStore.prototype.put.apply(deaf, given);
    throw new Error('the answer was lost');
  };
  expect((await appendRecord(deaf, content)).sequence).toBe(1);
  expect(await readChain(store)).toHaveLength(1);
});

test('a text that is too long or that a terminal would obey, and a fact that is none, are refused before anything is written', async () => {
  const long = 'x'.repeat(evidenceTextCharactersMax + 1);
  await expect(appendRecord(store, { ...content, title: long })).rejects.toThrow();
  await expect(appendRecord(store, { ...content, facts: { 'a b': 1 } })).rejects.toThrow();
  await expect(appendRecord(store, { ...content, title: 'a\u001b[2Jb' })).rejects.toThrow();
  await expect(appendRecord(store, { ...content, operator: 'a\u202eb' })).rejects.toThrow();
  expect(await readChain(store)).toEqual([]);
});
