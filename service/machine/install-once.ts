import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { makeDirectory } from '../database/local-mariadb/directory.ts';
import { fileSystemFailure } from '../database/local-mariadb/file-system-failure.ts';
import { KernelLock } from './kernel-lock.ts';
import { installCommand, installPackages, requireRightToInstall, type SystemPackages } from './system-packages.ts';

/** Another set-up downloads and installs some hundred megabytes at the most. */
const waitSecondsMax = 900;

/**
 * What a search finds on this machine; where it finds nothing the packages are installed first, if this user may do that.
 * One set-up installs at a time; who waited finds the work done. Throws a Failure with the one command to type where it
 * cannot install.
 */
export async function findOrInstall<Found>(
  packages: SystemPackages,
  search: () => Found | undefined,
  notice: (line: string) => void,
): Promise<Found> {
  return search() ?? (await install(packages, search, notice));
}

async function install<Found>(
  packages: SystemPackages,
  search: () => Found | undefined,
  notice: (line: string) => void,
): Promise<Found> {
  const { title } = packages;
  requireRightToInstall(packages);
  const lock = openLock();
  try {
    if (!(await lock.take('exclusive', waitSecondsMax * 1000, () => notice(`another run is installing ${title}`)))) {
      throw new Failure(`another run has been installing packages for ${waitSecondsMax} s`, {
        fix: `end it, then run: ${installCommand(packages)}`,
      });
    }
    const done = search();
    if (done !== undefined) return done;
    await installPackages(packages, notice);
  } finally {
    lock.close();
  }
  const found = search();
  if (found !== undefined) return found;
  throw new Failure(`${title} was installed, but its programs are still not to be found`, {
    fix: `put their folder in PATH, or run: ${installCommand(packages)}`,
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
