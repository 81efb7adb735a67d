import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../failure.ts';

/** Where things lie in the directory of one local MariaDB. */
export const dataPath = (directory: string) => join(directory, 'data');
export const leasePath = (directory: string) => join(directory, 'lease.lock');
export const setUpLockPath = (directory: string) => join(directory, 'set-up.lock');
export const temporaryPath = (directory: string) => join(directory, 'tmp');
export const errorLogPath = (directory: string) => join(directory, 'error.log');

/** A Unix socket's path ends at 107 bytes on Linux and at 103 on macOS. */
const socketPathBytesMax = 100;

/** Makes the directory, closed to other users, and returns its one true path: the process table is searched for it. */
export function makeDirectory(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return realpathSync(directory);
}

/** Beside the data, or, where that path is too long for a socket, in a private folder of the system's temporary one. */
export function makeSocketPath(directory: string): string {
  const beside = join(directory, 'mariadb.sock');
  if (Buffer.byteLength(beside) <= socketPathBytesMax) return beside;
  const folder = shortSocketFolder(directory);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new Failure(`${folder}, where the socket belongs, is open to another user`, { fix: `remove ${folder}` });
  }
  return join(folder, 'mariadb.sock');
}

/** Removes what lies outside the directory. For when no server runs. */
export function removeSocketFolder(directory: string): void {
  rmSync(shortSocketFolder(directory), { recursive: true, force: true });
}

/** Its name follows from the directory, so that whoever cleans up after a killed run finds it. */
function shortSocketFolder(directory: string): string {
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  return join(tmpdir(), `bulkhead-${digest}`);
}
