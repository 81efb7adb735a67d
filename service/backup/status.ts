import { backups, keptVerifiedMin, lateMinutesMax, unfinishedHoursMax } from '../../policies/backup.ts';
import type { DatabaseClass } from '../../policies/databases.ts';
import { type CatalogueEntry, listBackups, readBackup } from './catalogue.ts';
import { drilledBackups } from './drill/record.ts';
import type { Manifest } from './manifest.ts';
import type { Store } from './store/store.ts';

/** One backup, or what lies in its place. */
export interface BackupStatus {
  id: string;
  /** unfinished: uploads without a manifest. unusable: a manifest that cannot be believed; `fault` says why. */
  state: 'backup' | 'unfinished' | 'unusable';
  fault: string | null;
  snapshotAt: string | null;
  storedBytes: number;
  rows: number | null;
  verifiedAt: string | null;
  drilledAt: string | null;
  retainUntil: string | null;
}

/** What is in a store, and whether the objective holds now. */
export interface StoreStatus {
  class: DatabaseClass;
  place: string;
  /** Whether the newest verified backup is young enough. */
  objectiveHolds: boolean;
  /** Of the newest verified backup; null where there is none. */
  newestAgeSeconds: number | null;
  ageSecondsMax: number;
  /** Newest first. */
  backups: BackupStatus[];
}

const hour = 3600 * 1000;

/** Reads what is in the store. Throws only what the store throws: a damaged backup is listed as what it is. */
export async function readStatus(store: Store, databaseClass: DatabaseClass, now: Date): Promise<StoreStatus> {
  const drilled = await drilledBackups(store, databaseClass);
  const statuses: BackupStatus[] = [];
  for (const entry of (await listBackups(store, databaseClass)).reverse()) {
    statuses.push(await statusOf(store, databaseClass, entry, drilled));
  }
  const newest = statuses.find(({ state, verifiedAt }) => state === 'backup' && verifiedAt !== null);
  const age = newest === undefined ? null : (now.getTime() - Date.parse(newest.snapshotAt!)) / 1000;
  const ageSecondsMax = backups[databaseClass].everyHours * 3600 + lateMinutesMax * 60;
  return {
    class: databaseClass,
    place: store.place,
    objectiveHolds: age !== null && age <= ageSecondsMax,
    newestAgeSeconds: age,
    ageSecondsMax,
    backups: statuses,
  };
}

async function statusOf(
  store: Store,
  databaseClass: DatabaseClass,
  entry: CatalogueEntry,
  drilled: ReadonlyMap<string, string>,
): Promise<BackupStatus> {
  const status = { id: entry.id, fault: null, snapshotAt: null, storedBytes: entry.bytes, rows: null };
  const unknown = { verifiedAt: null, drilledAt: null, retainUntil: null };
  if (!entry.finished) return { ...status, ...unknown, state: 'unfinished' };
  let manifest: Manifest;
  try {
    manifest = await readBackup(store, databaseClass, entry.id);
  } catch (error) {
    return { ...status, ...unknown, state: 'unusable', fault: error instanceof Error ? error.message : String(error) };
  }
  const missing = missingParts(manifest, entry);
  if (missing.length > 0) {
    return { ...status, ...unknown, state: 'unusable', fault: `its parts are not all there: ${missing.join(', ')}` };
  }
  return {
    ...status,
    state: 'backup',
    snapshotAt: manifest.snapshotAt,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    verifiedAt: manifest.verifiedAt,
    drilledAt: drilled.get(entry.id) ?? null,
    retainUntil: manifest.retainUntil,
  };
}

/** Parts that are not in the listing, or not of the size that the manifest says. */
function missingParts(manifest: Manifest, { objects }: CatalogueEntry): string[] {
  const bytes = new Map(objects.map((object) => [object.name.split('/').at(-1), object.bytes]));
  return manifest.sections
    .flatMap(({ parts }) => parts)
    .filter(({ name, storedBytes }) => bytes.get(name) !== storedBytes)
    .map(({ name }) => name);
}

/** Why something may be deleted, or has to stay. */
export interface Verdict {
  id: string;
  delete: boolean;
  why: string;
}

/**
 * What prune may delete: what is past its retention, but never the newest verified ones; and uploads that no run can still
 * be at. What cannot be believed stays for a person to look at.
 */
export function judgeRetention(status: StoreStatus, now: Date): Verdict[] {
  const verified = status.backups.filter(({ state, verifiedAt }) => state === 'backup' && verifiedAt !== null);
  const newest = new Set(verified.slice(0, keptVerifiedMin).map(({ id }) => id));
  const keepDays = backups[status.class].keepDays;
  return status.backups.map(({ id, state, retainUntil }) => {
    const stays = (why: string) => ({ id, delete: false, why });
    const madeAt = timeOfId(id);
    const age = now.getTime() - madeAt;
    if (Number.isNaN(madeAt)) return stays('its name says no time');
    if (state === 'unusable') return stays('it cannot be believed: look at it');
    if (state === 'unfinished') {
      if (age <= unfinishedHoursMax * hour) return stays('unfinished, and may still be under way');
      return { id, delete: true, why: 'unfinished, left by a run that ended' };
    }
    if (now.getTime() < Date.parse(retainUntil!)) return stays(`kept until ${retainUntil!.slice(0, 10)}`);
    // Its manifest says it is over; its name has to say so too.
    if (age < keepDays * 24 * hour) return stays(`younger than ${keepDays} days`);
    if (newest.has(id)) return stays(`one of the newest ${keptVerifiedMin} verified ones`);
    return { id, delete: true, why: `past its retention since ${retainUntil!.slice(0, 10)}` };
  });
}

/** NaN for a name that is none of ours. */
function timeOfId(id: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\d{3}Z-/.exec(id);
  if (match === null) return Number.NaN;
  const [, year, month, day, hours, minutes, seconds] = match;
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}
