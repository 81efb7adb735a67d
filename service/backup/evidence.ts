import type { Told } from '../../evidence-note.ts';
import type { DrillRecord } from './drill/record.ts';
import { inBytes } from './in-words.ts';
import type { Manifest } from './manifest.ts';
import type { Pruned } from './prune.ts';
import type { CopiesReview } from './restore/copies.ts';
import type { Restored } from './restore/restore-flow.ts';

/** What is recorded, as evidence, of each thing that is done with backups. */

export function evidenceOfBackup({ id, tables, sections, snapshotAt, verifiedAt, retainUntil }: Manifest): Told {
  const rows = sumOf(tables, (table) => table.rows);
  const bytes = sumOf(sections, (section) => section.storedBytes);
  const verified = verifiedAt !== null;
  return {
    title: `${rows} rows in ${inBytes(bytes)}, ${verified ? 'read back and equal' : 'not read back'}`,
    facts: { backup: id, snapshotAt, rows, bytes, tables: tables.length, verified, retainUntil },
  };
}

export function evidenceOfDrill(record: DrillRecord): Told {
  const { tables, faults, backup, recoverySeconds, recoverySecondsMax, service } = record;
  const equal = tables.filter((table) => table.equal).length;
  return {
    result: record.result,
    title: `${equal} of ${tables.length} tables equal, ${recoverySeconds === null ? 'not recovered' : `recovered in ${recoverySeconds.toFixed(1)} s`}`,
    facts: {
      ...{ backup: backup?.id ?? null, snapshotAt: backup?.snapshotAt ?? null, recoverySeconds, recoverySecondsMax },
      rows: sumOf(tables, (table) => table.restoredRows),
      ...{ tables: tables.length, equal, faults: faults.length, serviceReady: service?.ready ?? null },
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
  const { backup = null, database, replaced, tables = null, rows = null } = result;
  return {
    title:
      backup === null
        ? `${database} as it was before a restore`
        : `${tables} tables with ${rows} rows restored to ${database} from ${backup}`,
    facts: { backup, database, replaced, tables, rows },
  };
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
