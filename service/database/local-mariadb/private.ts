import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalMariadb, startLocalMariadb } from '../local-mariadb.ts';

/** Where a directory lies that was made by makeTemplate(). Copying it takes a tenth of the time of building one. */
export const templateVariable = 'BULKHEAD_MARIADB_TEMPLATE';

const small = {
  'innodb-buffer-pool-size': '64M',
  'innodb-log-file-size': '32M',
  // In megabytes. The default grows a file of twelve to eighty, and each copy is written anew.
  'innodb-autoextend-increment': '1',
};

/**
 * A MariaDB for one test file, small, in a temporary directory that is removed at stop(), or by the keeper where
 * the test run is killed. `settings` as in startLocalMariadb().
 */
export async function startPrivateMariadb(settings: Record<string, string> = {}): Promise<LocalMariadb> {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-mariadb-'));
  copyTemplate(directory);
  return startLocalMariadb({ directory, temporary: true, settings: { ...small, ...settings } });
}

/** Fills a directory with what makeTemplate() has built, where it has. */
export function copyTemplate(directory: string): void {
  const template = process.env[templateVariable];
  if (template === undefined) return;
  // Not the rest: two copies would try the same port at once.
  for (const part of ['data', 'credentials.json', 'prepared']) {
    cpSync(join(template, part), join(directory, part), { recursive: true });
  }
}

/** Builds both databases in a directory, with nothing in them, and stops the server. All copies share its passwords. */
export async function makeTemplate(directory: string): Promise<void> {
  const local = await startLocalMariadb({ directory, settings: small });
  await local.stop();
}
