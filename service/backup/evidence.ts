import { comparisons } from '../../policies/backup.ts';
import type { Told } from '../../evidence-note.ts';
import type { DrillRecord } from './drill/record.ts';
import { inBytes } from './in-words.ts';
import type { Manifest } from './manifest.ts';
import type { Pruned } from './prune.ts';
import type { CopiesReview } from './restore/copies.ts';
import type { Restored } from './restore/restore-flow.ts';
import type { Store } from './store/store.ts';

/** What is recorded, as evidence, of each thing that is done with backups. */

/** The date until which it is kept is the policy's; whether anybody could delete it earlier is the store's. */
export function evidenceOfBackup(
  { id, tables, sections, snapshotAt, verifiedAt, retainUntil }: Manifest,
  { kind, lockMode }: Pick<Store, 'kind' | 'lockMode'>,
): Told {
  const rows = sumOf(tables, (table) => table.rows);
  const bytes = sumOf(sections, (section) => section.storedBytes);
  const verified = verifiedAt !== null;
  const locked = lockMode === null ? 'not locked' : `locked until ${retainUntil.slice(0, 10)}`;
  return {
    title: `${rows} rows in ${inBytes(bytes)}, ${verified ? 'every byte read back and equal' : 'not read back'}, ${locked}`,
    facts: {
      ...{ backup: id, snapshotAt, rows, bytes, tables: tables.length, verified, retainUntil, store: kind },
      lock: lockMode === null ? 'none' : `${lockMode} until ${retainUntil}`,
    },
  };
}

export function evidenceOfDrill(record: DrillRecord): Told {
  const { tables, faults, backup, recoverySeconds, recoverySecondsMax, service } = record;
  const equal = tables.filter((table) => table.equal).length;
  const compared = tables.length === 0 ? 'nothing' : comparisons.drill;
  return {
    result: record.result,
    title: `${equal} of ${tables.length} tables equal; compared: ${compared}; ${recoverySeconds === null ? 'not recovered' : `recovered in ${recoverySeconds.toFixed(1)} s`}`,
    facts: {
      ...{ backup: backup?.id ?? null, snapshotAt: backup?.snapshotAt ?? null, recoverySeconds, recoverySecondsMax },
      rows: sumOf(tables, (table) => table.restoredRows),
      ...{ tables: tables.length, equal, compared, faults: faults.length, serviceReady: service?.ready ?? null },
      erasuresReplayed: record.erasuresReplayed,
    },
  };
}

export function evidenceOfPrune({ verdicts, bytes, unfinishedPuts }: Pruned): Told {
  const removed = verdicts.filter((verdict) => verdict.delete).length;
  return {
    title: `${removed} backups deleted, ${inBytes(bytes)}`,
    facts: { removed, kept: verdicts.length - removed, bytes, unfinishedPuts },
  };
}

export function evidenceOfCopies({ dropped, left }: CopiesReview): Told {
  const overdue = left.filter(({ isOverdue }) => isOverdue).length;
  return {
    result: overdue === 0 ? 'passed' : 'failed',
    title: `${dropped.length} copies dropped, ${left.length} left, ${overdue} of them for too long`,
    facts: { dropped: dropped.length, left: left.length, overdue, bytes: sumOf(left, (copy) => copy.bytes) },
  };
}

/** What a restore did; without a backup where it took back what an older one had put aside. */
export interface RestoreResult {
  backup?: string;
  database: string;
  replaced: string | null;
  /** What was counted, each table beside what the backup says of it. */
  tables?: number;
  rows?: number;
  erasuresReplayed: number;
}

export function resultOfRestore({ manifest, database, replaced, erasuresReplayed }: Restored) {
  return {
    ...{ backup: manifest.id, snapshotAt: manifest.snapshotAt, database, replaced: replaced ?? null },
    ...{ tables: manifest.tables.length, rows: sumOf(manifest.tables, (table) => table.rows), erasuresReplayed },
  };
}

export function evidenceOfRestore({ result }: { result: RestoreResult }): Told {
  const { backup = null, database: restoredTo, replaced, tables = null, rows = null } = result;
  const compared = backup === null ? 'nothing' : comparisons.restore;
  return {
    title:
      backup === null
        ? `${restoredTo} as it was before a restore`
        : `${tables} tables with ${rows} rows restored to ${restoredTo} from ${backup}; compared: ${compared}`,
    facts: { backup, restoredTo, replaced, tables, rows, compared },
  };
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
