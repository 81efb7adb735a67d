import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalMariadb, startLocalMariadb } from '../local-mariadb.ts';

/**
 * A MariaDB for one test file, small, in a temporary directory that is removed at stop(), or by the keeper where
 * the test run is killed. `settings` as in startLocalMariadb().
 */
export async function startPrivateMariadb(settings: Record<string, string> = {}): Promise<LocalMariadb> {
  return startLocalMariadb({
    directory: mkdtempSync(join(tmpdir(), 'bulkhead-mariadb-')),
    temporary: true,
    settings: { 'innodb-buffer-pool-size': '64M', 'innodb-log-file-size': '32M', ...settings },
  });
}
