import { engine } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';
import { findMariadb, type MariadbPrograms } from '../database/local-mariadb/programs.ts';
import { findOrInstall } from './install-once.ts';
import type { SystemPackages } from './system-packages.ts';

export const mariadbPackages: SystemPackages = {
  title: 'MariaDB',
  /**
   * -core holds the server's programs alone: mariadb-server would also start one for the whole system, on port 3306.
   * client-core has my_print_defaults, which mariadb-install-db calls; client has mariadb-dump.
   */
  debian: ['mariadb-server-core', 'mariadb-client-core', 'mariadb-client'],
  homebrew: [`mariadb@${engine.series}`],
};

/**
 * Finds MariaDB's programs, and installs their packages first where they are missing. `notice` gets a line before anything
 * is installed, and one where the version is not of the series that production runs. Throws a Failure where it cannot
 * install, and where the server is not MariaDB.
 */
export async function ensureMariadb(notice: (line: string) => void): Promise<MariadbPrograms> {
  const programs = await findOrInstall(mariadbPackages, search, notice);
  if (!programs.version.startsWith(`${engine.series}.`)) {
    notice(
      `this machine has MariaDB ${programs.version}; production runs ${engine.series}, so a test may differ there`,
    );
  }
  return programs;
}

/** Undefined where something is missing; throws where what is there is another product. */
function search(): MariadbPrograms | undefined {
  const result = findMariadb();
  if ('found' in result) return result.found;
  if ('missing' in result) return undefined;
  throw new Failure(`the server on this machine is not MariaDB: ${result.stranger}`, {
    fix: `install MariaDB ${engine.series} and put its mariadbd first in PATH`,
  });
}
