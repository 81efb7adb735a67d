import { hash as digest } from 'node:crypto';
import { z } from 'zod';
import { evidenceEnvironments, evidenceKinds, evidenceTextCharactersMax } from '../../policies/evidence.ts';

const time = z.iso.datetime({ precision: 3 });
/** Nothing that a terminal would obey or a page would hide. */
const text = z
  .string()
  .max(evidenceTextCharactersMax)
  .regex(/^\P{C}*$/u);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fact = z.union([text, z.number(), z.boolean(), z.null()]);

export const recordSchema = z.strictObject({
  format: z.literal('bulkhead-evidence'),
  version: z.literal(1),
  /** 1, 2, 3 …: a number that is missing is a record that is missing. */
  sequence: z.int().min(1),
  /** The hash of the record before; `firstPrevious` for the first. */
  previous: sha256,
  kind: z.enum(evidenceKinds),
  /** Where it was done. Not there where nobody said, as in records of a time before there was the field. */
  environment: z.enum(evidenceEnvironments).optional(),
  database: z.enum(['billing', 'main']).nullable(),
  result: z.enum(['passed', 'failed']),
  startedAt: time,
  endedAt: time,
  /** When it was appended, by the clock of who appended it. */
  recordedAt: time,
  title: text.min(1),
  facts: z.record(z.string().regex(/^[a-z]\w{0,63}$/i), fact),
  commit: text,
  tools: z.record(z.string().max(64), text),
  operator: text,
  host: text,
  /** SHA-256 of all of the above, as canonical JSON. */
  hash: sha256,
});

/** One dated piece of evidence, chained to the one before. Times are ISO 8601, UTC. */
export type EvidenceRecord = z.infer<typeof recordSchema>;

/** What stands before the first record. */
export const firstPrevious = '0'.repeat(64);

/** The record with its hash. */
export function sealed(record: Omit<EvidenceRecord, 'hash'>): EvidenceRecord {
  return { ...record, hash: hashOf(record) };
}

/** The hash that a record must have: of everything in it but the hash itself, whatever the order in which it is written. */
export function hashOf(record: Omit<EvidenceRecord, 'hash'> & { hash?: string }): string {
  return digest('sha256', hashedText(record));
}

/** What the hash is of: the record without it, as canonical JSON in one line. */
export function hashedText(record: Omit<EvidenceRecord, 'hash'> & { hash?: string }): string {
  return canonical({ ...record, hash: undefined });
}

/** JSON with the keys of each object in the order of their code units: the same value is the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
