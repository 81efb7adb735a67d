import { type ChainEntry, type ChainFault, faultsOf } from './chain.ts';
import type { EvidenceRecord } from './record.ts';

/**
 * Writers that cannot reach each other's store have a chain each: a class's jobs, the other class's, CI's. Each is proven by
 * itself, because numbers and hashes are a chain's own; they are read side by side.
 */
export interface Chain {
  /** Given by whoever reads it. */
  name: string;
  entries: readonly ChainEntry[];
}

/** A record, and whose number it has. */
export interface ChainRecord extends EvidenceRecord {
  chain: string;
}

/** What a chain was found to be. */
export interface ChainReport {
  chain: string;
  records: number;
  /** The last one, as `evidence verify --expect` takes it; null where there is none. */
  last: string | null;
  faults: ChainFault[];
}

/** A record that is known from elsewhere to have been there. */
export interface ExpectedRecord extends Pick<EvidenceRecord, 'sequence' | 'hash'> {
  chain: string;
}

/** Names that can stand in a link, a file's name and a shell's word. */
export const chainName = /^[a-z][a-z0-9-]{0,31}$/;

/** What is wrong with each chain, by itself. */
export function reportOn({ name, entries }: Chain, now: Date, expected: readonly ExpectedRecord[] = []): ChainReport {
  const faults = faultsOf(
    entries,
    now,
    expected.filter(({ chain }) => chain === name),
  );
  const last = entries.flatMap((entry) => ('record' in entry ? [entry.record] : [])).at(-1);
  return {
    ...{ chain: name, records: entries.length, faults },
    last: last === undefined ? null : `${name}=${last.sequence}:${last.hash}`,
  };
}

/** The records of all chains, in the order in which they were recorded. */
export function recordsOf(chains: readonly Chain[]): ChainRecord[] {
  return chains
    .flatMap(({ name, entries }) =>
      entries.flatMap((entry) => ('record' in entry ? [{ ...entry.record, chain: name }] : [])),
    )
    .sort((one, other) => Date.parse(one.recordedAt) - Date.parse(other.recordedAt));
}

/** The chain without what is not as it was written. */
export function withoutFaults({ name, entries }: Chain, { faults }: ChainReport): Chain {
  const doubted = new Set(faults.map((fault) => fault.name));
  return { name, entries: entries.filter((entry) => !doubted.has(entry.name)) };
}
