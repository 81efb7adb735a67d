import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseClass } from '../../../policies/databases.ts';
import { exitCode, Failure } from '../../../failure.ts';
import { FolderStore } from './folder-store.ts';
import type { Store } from './store.ts';

const localFolder = join(import.meta.dirname, '../../../.bulkhead/backups');

/** The variable that says where a database's backups lie; a folder of this repository where it is not set. */
export function storeVariable(databaseClass: DatabaseClass): string {
  return `${databaseClass.toUpperCase()}_BACKUP_STORE`;
}

/**
 * The store of one database's backups. Throws a Failure (exit 2) for a URL that is neither `s3://bucket/prefix` nor
 * `file:/folder`.
 */
export async function openStore(databaseClass: DatabaseClass, variables = process.env): Promise<Store> {
  const variable = storeVariable(databaseClass);
  const url = variables[variable];
  return url === undefined || url === '' ? new FolderStore(localFolder) : openStoreAt(url, variable);
}

/** The store at a URL. A Failure (exit 2) names the variable that it came from, and what it has to be. */
export async function openStoreAt(url: string, variable: string): Promise<Store> {
  if (url.startsWith('file:')) return new FolderStore(folderOf(url, variable));
  if (url.startsWith('s3:')) {
    // Loaded late: Amazon's SDK takes its time, and a folder needs none of it.
    const { openS3Store } = await import('./s3-store.ts');
    return openS3Store(url, variable);
  }
  throw notAStore(variable);
}

function folderOf(url: string, variable: string): string {
  // Without a slash at its beginning a path would be read as if it had one, and lead elsewhere than it seems to.
  if (!/^file:(\/\/)?\/[^/]/.test(url)) throw notAStore(variable);
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw notAStore(variable, cause);
  }
}

function notAStore(variable: string, cause?: unknown): Failure {
  return new Failure(`${variable} is not a place for what is to be kept`, {
    fix: 'write it as s3://bucket/prefix or file:/folder',
    exitCode: exitCode.wrongUse,
    cause,
  });
}
