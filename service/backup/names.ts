import { randomBytes } from 'node:crypto';
import type { DatabaseClass } from '../../policies/databases.ts';
import type { SectionKind } from './dump/sections.ts';

/** `20261124T061500123Z`: names sort as times do, also those of one second. */
export function timeName(at: Date): string {
  return at.toISOString().replaceAll(/[-:.]/g, '');
}

/** A new backup's id: the time, and enough chance that two runs of one moment do not meet. */
export function newBackupId(at: Date): string {
  return `${timeName(at)}-${randomBytes(3).toString('hex')}`;
}

/** Everything of one backup lies under this name. */
export function backupFolder(databaseClass: DatabaseClass, id: string): string {
  return `${databaseClass}/${id}`;
}

/** The object that makes a backup of what lies beside it. */
export const manifestName = 'manifest.json';

/** Numbered over all sections, so that `zstd -dc *.sql.zst | mariadb` loads them in the right order without Bulkhead. */
export function partName(number: number, kind: SectionKind): string {
  return `${String(number).padStart(5, '0')}-${kind}.sql.zst`;
}
