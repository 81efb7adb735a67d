import { Failure } from '../../../failure.ts';

/** Mends by the error codes of the operating system. */
const mends: Readonly<Record<string, string>> = {
  ENOSPC: 'make room on its disk, or keep the backups on a larger one',
  EDQUOT: 'raise the quota of this user there, or keep the backups elsewhere',
  EFBIG: 'lift the limit of file sizes (ulimit -f), or use a file system that takes larger files',
  EACCES: 'let this user read, write and enter that folder',
  EPERM: 'let this user read, write and enter that folder, on a file system that knows hard links',
  ENOTSUP: 'use a file system that knows hard links',
  EROFS: 'mount that file system for writing, or keep the backups elsewhere',
  ENOENT: 'look at what the folder holds; the object may have been removed meanwhile',
  ENOTDIR: 'move the file away that stands where a folder has to be',
  EISDIR: 'move the folder away that stands where a file has to be',
  ENAMETOOLONG: 'give it a shorter name, or keep the backups in a folder with a shorter path',
  EIO: 'look at the disk, it may be failing, and keep the backups elsewhere',
};

/** What a person is told of an error of the file system; a Failure stays what it is, and a bug stays one. */
export function folderFailure(error: unknown, doing: string, place: string): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('syscall' in error)) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  return new Failure(`${doing} in ${place} failed: ${code}`, {
    fix: mends[code] ?? 'look at that folder and its disk',
    cause: error,
  });
}
