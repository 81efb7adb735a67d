import { backups, comparisons } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses, databaseRoles, databases } from '../../policies/databases.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { type DatabaseUser, readUser, readWaysIn, type WayIn } from './database-access.ts';

export interface DatabaseView {
  name: DatabaseClass;
  priority: string;
  tables: readonly string[];
  backup: (typeof backups)[DatabaseClass];
  lastBackup: ChainRecord | null;
  /** The newest drill or restore that passed. */
  lastRestore: RestoreView | null;
  lastAccessReview: ChainRecord | null;
  users: readonly DatabaseUser[];
  waysIn: readonly WayIn[];
}

/** That a backup was brought back: how long that took, and what was compared with what. */
export interface RestoreView {
  record: ChainRecord;
  /** By a drill, in earnest, or beside the live one. */
  how: string;
  took: string;
  compared: string;
}

/** The two databases as policies, grants, the network's snapshot and the newest records have them. */
export function viewDatabases(records: readonly ChainRecord[], repository: string): DatabaseView[] {
  return databaseClasses.map((name) => {
    const newest = (...kinds: readonly string[]) => newestPassed(records, name, kinds);
    const restored = newest('drill', 'restore');
    return {
      ...{ name, priority: databases[name].priority, tables: databases[name].ownedTables, backup: backups[name] },
      ...{ lastBackup: newest('backup'), lastAccessReview: newest('access-review') },
      lastRestore: restored === null ? null : viewRestore(restored),
      users: databaseRoles[name].map((role) => readUser(repository, name, role)),
      waysIn: readWaysIn(repository, name),
    };
  });
}

/** A restore that only takes an older one back names no backup: it proves none. */
function newestPassed(
  records: readonly ChainRecord[],
  name: DatabaseClass,
  kinds: readonly string[],
): ChainRecord | null {
  const passed = records.filter(
    ({ kind, database, result, facts }) =>
      kinds.includes(kind) &&
      database === name &&
      result === 'passed' &&
      (kind !== 'restore' || facts['backup'] !== null),
  );
  return passed.toSorted((one, other) => Date.parse(one.endedAt) - Date.parse(other.endedAt)).at(-1) ?? null;
}

function viewRestore(record: ChainRecord): RestoreView {
  const { facts, kind, startedAt, endedAt } = record;
  const { tables = 'an unknown number of', rows = 'an unknown number of', recoverySecondsMax = null } = facts;
  const seconds = facts['recoverySeconds'] ?? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const allowed = recoverySecondsMax === null ? '' : `, of ${Number(recoverySecondsMax)} s allowed`;
  const compared = comparisons[kind === 'drill' ? 'drill' : 'restore'];
  // Older records call the database that it was restored to otherwise.
  const place = facts['replaced'] === null ? `beside it, as ${facts['restoredTo'] ?? facts['database']}` : 'in earnest';
  return {
    record,
    how: kind === 'drill' ? 'by a drill' : place,
    took: `${Number(seconds).toFixed(1)} s${allowed}`,
    compared: `${tables} tables with ${rows} rows, ${compared}, against backup ${facts['backup'] ?? '(not recorded)'}`,
  };
}
