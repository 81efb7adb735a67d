import { text } from 'node:stream/consumers';
import { manifestBytesMax } from '../../policies/backup.ts';
import type { DatabaseClass } from '../../policies/databases.ts';
import { exitCode, Failure } from '../../failure.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { backupFolder, manifestName } from './names.ts';
import type { Store, StoredObject } from './store/store.ts';

/** What lies in the store under one id. */
export interface CatalogueEntry {
  id: string;
  objects: readonly StoredObject[];
  bytes: number;
  /** Whether there is a manifest: without one these are uploads, and no backup. */
  finished: boolean;
}

/** Everything in the store that belongs to a database, oldest first. */
export async function listBackups(store: Store, databaseClass: DatabaseClass): Promise<CatalogueEntry[]> {
  const objects = await store.list(`${databaseClass}/`);
  const byId = Map.groupBy(objects, ({ name }) => name.split('/')[1] ?? '');
  return [...byId].map(([id, own]) => ({
    id,
    objects: own,
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    finished: own.some(({ name }) => name === `${backupFolder(databaseClass, id)}/${manifestName}`),
  }));
}

/**
 * Reads the manifest of one backup. Throws a Failure where there is none, where it was edited or is newer than this code,
 * and where it is not the one of this place: another database's, or another backup's.
 */
export async function readBackup(store: Store, databaseClass: DatabaseClass, id: string): Promise<Manifest> {
  const name = `${backupFolder(databaseClass, id)}/${manifestName}`;
  const place = `${name} in ${store.place}`;
  const stored = (await store.list(name)).find((object) => object.name === name);
  if (stored === undefined) {
    throw new Failure(`there is no finished backup ${id} of ${databaseClass} in ${store.place}`, {
      fix: `bulkhead backups ${databaseClass} lists them; an upload without a manifest is not a backup`,
    });
  }
  if (stored.bytes > manifestBytesMax) {
    throw new Failure(`${place} has ${stored.bytes} bytes, more than ${manifestBytesMax}`, {
      fix: 'use another backup',
    });
  }
  const manifest = readManifest(await text(await store.open(name)), place);
  if (manifest.class !== databaseClass) {
    throw new Failure(`${place} is of a backup of ${manifest.class}, not of ${databaseClass}`, {
      fix: `restore it with: bulkhead restore ${manifest.class}; a backup returns to its own database only`,
    });
  }
  if (manifest.id !== id) {
    throw new Failure(`${place} is the manifest of backup ${manifest.id}`, {
      fix: `use that one, or one whose files nobody has moved: bulkhead backups ${databaseClass}`,
    });
  }
  return manifest;
}

/**
 * The backup that `--from` means: an id, `latest`, or a time (the newest whose snapshot is no later).
 * Throws a Failure where there is none.
 */
export async function chooseBackup(store: Store, databaseClass: DatabaseClass, from: string): Promise<Manifest> {
  const finished = (await listBackups(store, databaseClass)).filter((entry) => entry.finished).reverse();
  if (finished.some(({ id }) => id === from)) return readBackup(store, databaseClass, from);
  const until = from === 'latest' ? Number.POSITIVE_INFINITY : timeOf(from);
  if (Number.isNaN(until)) return readBackup(store, databaseClass, from);
  for (const { id } of finished) {
    const manifest = await readBackup(store, databaseClass, id);
    if (Date.parse(manifest.snapshotAt) <= until) return manifest;
  }
  throw new Failure(
    `there is no backup of ${databaseClass} ${from === 'latest' ? '' : `up to ${from} `}in ${store.place}`,
    {
      fix: `bulkhead backups ${databaseClass} lists what there is; ${databaseClass.toUpperCase()}_BACKUP_STORE says where`,
    },
  );
}

/** NaN for an id; throws for a time without a zone, which would be another one on each machine. */
function timeOf(from: string): number {
  if (!/^\d{4}-\d\d-\d\dT/.test(from)) return Number.NaN;
  const time = /(?:Z|[+-]\d\d:\d\d)$/.test(from) ? Date.parse(from) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new Failure(`${from} is not a time`, {
    fix: 'write it with its zone: 2026-11-24T06:15:00Z',
    exitCode: exitCode.wrongUse,
  });
}
