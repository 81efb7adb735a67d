import { backups, comparisons } from '../../policies/backup.ts';
import {
  type DatabaseClass,
  databaseClasses,
  databaseRoles,
  databases,
  tablesOfEachDatabase,
} from '../../policies/databases.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { type DatabaseUser, readUser } from './database-access.ts';
import { type Reach, readReach } from './database-reach.ts';
import { type RecoveryCase, recoveryOf } from './recovery.ts';
import { readServers } from './scope.ts';

export interface DatabaseView {
  name: DatabaseClass;
  priority: string;
  /** Its own, and those that every database has. */
  tables: readonly string[];
  backup: (typeof backups)[DatabaseClass];
  lastBackup: ChainRecord | null;
  /** Where it lies, and what locks it, in words. */
  place: string;
  /** Backups of which there is a record that they passed. */
  backupsRecorded: number;
  /** The newest drill or restore that passed. */
  lastRestore: RestoreView | null;
  lastAccessReview: ChainRecord | null;
  users: readonly DatabaseUser[];
  reach: Reach | null;
  recovery: readonly RecoveryCase[];
}

/** That a backup was brought back: how long that took, and what was compared with what. */
export interface RestoreView {
  record: ChainRecord;
  /** By a drill, for real, or beside the live one. */
  how: string;
  took: string;
  compared: string;
}

/** The two databases as policies, grants and infrastructure want them, and as the newest records found them. */
export function viewDatabases(records: readonly ChainRecord[], repository: string): DatabaseView[] {
  const servers = readServers(repository);
  const copyRegionOf = (name: DatabaseClass) =>
    servers.find(({ stack, project }) => stack === 'production' && project === name)?.copyRegion ?? null;
  return databaseClasses.map((name) => {
    const passed = (...kinds: readonly string[]) => passedOf(records, name, kinds);
    const restored = passed('drill', 'restore').at(-1);
    const made = passed('backup');
    return {
      ...{ name, priority: databases[name].priority, backup: backups[name] },
      tables: [...new Set([...tablesOfEachDatabase, ...databases[name].ownedTables])],
      ...{ lastBackup: made.at(-1) ?? null, place: placeOf(made.at(-1)), backupsRecorded: made.length },
      lastAccessReview: passed('access-review').at(-1) ?? null,
      lastRestore: restored === undefined ? null : viewRestore(restored),
      users: databaseRoles[name].map((role) => readUser(repository, name, role)),
      reach: readReach(repository, name),
      recovery: recoveryOf(name, copyRegionOf(name)),
    };
  });
}

/** Oldest first. A restore that only takes an older one back names no backup: it proves none. */
function passedOf(records: readonly ChainRecord[], name: DatabaseClass, kinds: readonly string[]): ChainRecord[] {
  const passed = records.filter(
    ({ kind, database, result, facts }) =>
      kinds.includes(kind) &&
      database === name &&
      result === 'passed' &&
      (kind !== 'restore' || facts['backup'] !== null),
  );
  return passed.toSorted((one, other) => Date.parse(one.endedAt) - Date.parse(other.endedAt));
}

/** Records of a time before they said where a backup lies say nothing of it. */
function placeOf(backup: ChainRecord | undefined): string {
  const { store, lock } = backup?.facts ?? {};
  if (store === undefined || lock === undefined) return 'not observed: no record says it';
  return `in a ${store}, ${lock === 'none' ? 'which has no lock' : `locked: ${lock}`}`;
}

function viewRestore(record: ChainRecord): RestoreView {
  const { facts, kind, startedAt, endedAt } = record;
  const { tables = 'an unknown number of', rows = 'an unknown number of', recoverySecondsMax = null } = facts;
  const seconds = facts['recoverySeconds'] ?? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const allowed = recoverySecondsMax === null ? '' : `, of ${Number(recoverySecondsMax)} s allowed`;
  const compared = comparisons[kind === 'drill' ? 'drill' : 'restore'];
  // Older records call the database that it was restored to otherwise.
  const place =
    facts['replaced'] === null
      ? `beside it, as ${facts['restoredTo'] ?? facts['database']}`
      : 'by a real restore, not a drill';
  return {
    record,
    how: kind === 'drill' ? 'by a drill' : place,
    took: `${Number(seconds).toFixed(1)} s${allowed}`,
    compared: `${tables} tables with ${rows} rows, ${compared}, against backup ${facts['backup'] ?? '(not recorded)'}`,
  };
}
