import { join } from 'node:path';
import { Command } from 'commander';
import { databasePort, engine } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';
import { makeDirectory } from './local-mariadb/directory.ts';
import { fileSystemFailure } from './local-mariadb/file-system-failure.ts';
import { KernelLock } from './local-mariadb/kernel-lock.ts';
import { findMariadb, type MariadbPrograms } from './local-mariadb/programs.ts';
import { installCommand, installMariadb, requireRightToInstall } from './local-mariadb/install.ts';

export const command = new Command()
  .description(
    'Installs MariaDB’s server and client programs where this machine lacks them, and starts nothing: no server of\n' +
      `the whole system, no port ${databasePort}. The local databases then run privately, in .bulkhead/mariadb.`,
  )
  .action(async () => {
    const say = (line: string) => process.stdout.write(`${line}\n`);
    const { server, version } = await ensureMariadb(say);
    say(`MariaDB ${version} is ready: ${server}`);
  });

/** Another set-up downloads and installs a hundred megabytes at the most. */
const waitSecondsMax = 900;

/**
 * Finds MariaDB's programs, and installs their packages first where they are missing and this user may do that.
 * `notice` gets a line before anything is installed, and one where the version is not of the series that production
 * runs. Throws a Failure with the one command to type where it cannot install, and where the server is not MariaDB.
 */
export async function ensureMariadb(notice: (line: string) => void): Promise<MariadbPrograms> {
  const programs = search() ?? (await install(notice));
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

/** One set-up at a time; who waited finds the work done. */
async function install(notice: (line: string) => void): Promise<MariadbPrograms> {
  requireRightToInstall();
  const lock = openLock();
  try {
    if (!(await lock.take('exclusive', waitSecondsMax * 1000, () => notice('another run is installing MariaDB')))) {
      throw new Failure(`another run has been installing MariaDB for ${waitSecondsMax} s`, {
        fix: `end it, then run: ${installCommand()}`,
      });
    }
    const done = search();
    if (done !== undefined) return done;
    await installMariadb(notice);
  } finally {
    lock.close();
  }
  const found = search();
  if (found !== undefined) return found;
  throw new Failure('MariaDB was installed, but its programs are still not to be found', {
    fix: `put the folder of mariadbd, mariadb-install-db and mariadb-dump in PATH, or run: ${installCommand()}`,
  });
}

function openLock(): KernelLock {
  const directory = join(import.meta.dirname, '../../.bulkhead');
  try {
    return new KernelLock(join(makeDirectory(directory), 'install.lock'));
  } catch (error) {
    throw fileSystemFailure(error, directory);
  }
}
