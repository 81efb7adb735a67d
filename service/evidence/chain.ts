import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import PQueue from 'p-queue';
import {
  evidenceClockSecondsMax,
  evidenceKeepMonths,
  evidenceReadsInFlightMax,
  evidenceRecordBytesMax,
  evidenceTriesMax,
} from '../../policies/evidence.ts';
import { Failure } from '../../failure.ts';
import type { Store } from '../backup/store/store.ts';
import { type EvidenceRecord, firstPrevious, hashOf, recordSchema, sealed } from './record.ts';

/**
 * The chain of records in a store: each carries a number and the hash of the one before, so that one that is changed,
 * removed, or put in elsewhere shows. What the chain cannot show by itself is that its end was cut off: whoever keeps the
 * last number and hash elsewhere, as each site that was built does, can.
 */

const folder = 'records/';

/** What is to be recorded; the rest of a record is its place in the chain. */
export type RecordContent = Omit<
  EvidenceRecord,
  'format' | 'version' | 'sequence' | 'previous' | 'recordedAt' | 'hash'
>;

/** A record as it lies in the store, or why it is none. */
export type ChainEntry = { name: string; record: EvidenceRecord } | { name: string; fault: string };

/** Something that is not as it was written. */
export interface ChainFault {
  name: string;
  problem: string;
}

/**
 * Appends one record, durably. Writers of different machines take turns by the number: it is a name in the store, which
 * takes each name once. Throws a Failure where the store does not take it, or its last record cannot be read.
 */
export async function appendRecord(store: Store, content: RecordContent): Promise<EvidenceRecord> {
  for (let tries = 1; ; tries += 1) {
    const last = await lastRecord(store);
    const recordedAt = new Date();
    const record = recordSchema.parse(
      sealed({
        ...{ format: 'bulkhead-evidence', version: 1, sequence: (last?.sequence ?? 0) + 1 },
        ...{ previous: last?.hash ?? firstPrevious, ...content, recordedAt: recordedAt.toISOString() },
      }),
    );
    const body = Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
    const name = nameOf(record.sequence);
    try {
      await store.put(name, Readable.from([body]), { retainUntil: keptUntil(recordedAt) });
      return record;
    } catch (error) {
      // Taken by another writer, or by this one where the answer was lost; anything else is the store's own trouble.
      const there = (await store.list(name)).some((object) => object.name === name);
      if (!there || tries === evidenceTriesMax) throw error;
      if ((await readEntry(store, name)).hash === record.hash) return record;
    }
  }
}

/** All of the chain, in the order of its numbers. */
export async function readChain(store: Store): Promise<ChainEntry[]> {
  const queue = new PQueue({ concurrency: evidenceReadsInFlightMax });
  const names = (await store.list(folder)).map(({ name }) => name);
  return queue.addAll(names.map((name) => () => readOrSay(store, name)));
}

/**
 * What is wrong with a chain; nothing where each record is as it was written and none is missing. `expected` are
 * records that are known from elsewhere to have been there.
 */
export function faultsOf(
  entries: readonly ChainEntry[],
  now: Date,
  expected: readonly Pick<EvidenceRecord, 'sequence' | 'hash'>[] = [],
): ChainFault[] {
  const faults: ChainFault[] = [];
  let before: EvidenceRecord | undefined;
  let due = 1;
  for (const entry of entries) {
    const say = (problem: string) => faults.push({ name: entry.name, problem });
    if ('fault' in entry) {
      say(entry.fault);
      due += 1;
      before = undefined;
      continue;
    }
    const { record } = entry;
    if (entry.name !== nameOf(record.sequence)) say(`says that it is number ${record.sequence}`);
    if (record.sequence > due) say(`before it ${missing(due, record.sequence - 1)}`);
    if (record.sequence < due) say(`its number comes a second time, or out of order`);
    if (hashOf(record) !== record.hash) say('was changed: its hash is another');
    const previous = record.sequence === 1 ? firstPrevious : before?.hash;
    if (previous !== undefined && record.previous !== previous) say('does not follow the record before it');
    for (const problem of wrongTimes(record, before, now)) say(problem);
    before = record;
    due = record.sequence + 1;
  }
  return [...faults, ...expected.flatMap((one) => whetherThere(entries, one))];
}

function wrongTimes(record: EvidenceRecord, before: EvidenceRecord | undefined, now: Date): string[] {
  const [started, ended, recorded] = [record.startedAt, record.endedAt, record.recordedAt].map(Date.parse) as [
    number,
    number,
    number,
  ];
  const tolerated = evidenceClockSecondsMax * 1000;
  const problems: string[] = [];
  if (Math.max(started, ended, recorded) > now.getTime() + tolerated) problems.push('is dated in the future');
  if (started > ended + tolerated || ended > recorded + tolerated) problems.push('ends before it begins');
  if (before !== undefined && recorded < Date.parse(before.recordedAt) - tolerated) {
    problems.push('is dated before the record that it follows');
  }
  return problems;
}

function whetherThere(
  entries: readonly ChainEntry[],
  { sequence, hash }: Pick<EvidenceRecord, 'sequence' | 'hash'>,
): ChainFault[] {
  const name = nameOf(sequence);
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) return [{ name, problem: 'was there once, and is missing' }];
  if ('record' in found && found.record.hash !== hash) return [{ name, problem: 'is not the one that was there once' }];
  return [];
}

function missing(from: number, to: number): string {
  return from === to ? `number ${from} is missing` : `numbers ${from} to ${to} are missing`;
}

async function lastRecord(store: Store): Promise<EvidenceRecord | undefined> {
  const last = (await store.list(folder)).at(-1);
  return last === undefined ? undefined : readEntry(store, last.name);
}

async function readOrSay(store: Store, name: string): Promise<ChainEntry> {
  try {
    return { name, record: await readEntry(store, name) };
  } catch (error) {
    if (error instanceof Failure) return { name, fault: error.message };
    throw error;
  }
}

async function readEntry(store: Store, name: string): Promise<EvidenceRecord> {
  const bytes = await buffer(limited(await store.open(name), name));
  const parsed = recordSchema.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  throw new Failure(`${name} is no record of evidence`, {
    fix: 'run: ./bulkhead evidence verify, and find out who wrote it',
  });
}

async function* limited(stream: Readable, name: string): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > evidenceRecordBytesMax) {
      throw new Failure(`${name} is larger than any record of evidence`, {
        fix: 'run: ./bulkhead evidence verify, and find out who wrote it',
      });
    }
    yield chunk;
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Nine digits, so that names are in the order of their numbers. */
function nameOf(sequence: number): string {
  return `${folder}${String(sequence).padStart(9, '0')}.json`;
}

function keptUntil(from: Date): Date {
  const until = new Date(from);
  until.setUTCMonth(until.getUTCMonth() + evidenceKeepMonths);
  return until;
}
