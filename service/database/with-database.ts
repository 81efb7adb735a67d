import type { DatabaseClass, DatabaseRole, DatabaseUrls } from '../../policies/databases.ts';
import { readDatabaseUrl, urlVariable } from './url-variables.ts';

/**
 * Does the work with the URL of one user of a database: that of its variable or, where it is not set, that of the
 * MariaDB of this machine, which is started for the while. What takes long there is told on stderr.
 * `variable` says in messages where the URL came from. Throws what the work throws, and what the start does.
 */
export async function withDatabaseUrl<Class extends DatabaseClass, Result>(
  databaseClass: Class,
  role: keyof DatabaseUrls[Class] & DatabaseRole,
  work: (url: string, variable: string) => Promise<Result>,
): Promise<Result> {
  const variable = urlVariable(databaseClass, role);
  const url = readDatabaseUrl(variable);
  if (url !== undefined) return work(url, variable);
  // Loaded late: the local MariaDB migrates its own databases, with a command that uses this function.
  const { startLocalMariadb } = await import('./local-mariadb.ts');
  const local = await startLocalMariadb({ notice: (line) => process.stderr.write(`${line}\n`) });
  try {
    return await work(local.urls[databaseClass][role], variable);
  } finally {
    await local.stop();
  }
}
