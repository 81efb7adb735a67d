import { Failure } from '../../../failure.ts';

const refusals = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];
/** SQLite, which the locks are made with, has an error of its own for a file that it may not open. */
const sqliteCannotOpen = 14;

/** What the file system refused, as a Failure with its mend; any other error as it is. */
export function fileSystemFailure(error: unknown, directory: string): unknown {
  const { code = '', path, errcode } = error as NodeJS.ErrnoException & { errcode?: number };
  if (refusals.includes(code) || errcode === sqliteCannotOpen) {
    const fix = `make ${directory} a folder that this user can write, or remove it as the user who owns it`;
    return new Failure(`this user cannot write ${path ?? directory} (${code})`, { fix, cause: error });
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Failure(`the disk of ${directory} is full (${code})`, { fix: diskFullFix, cause: error });
  }
  return error;
}

const diskFullFix = 'free a gigabyte there, and run it again: it goes on from what is there';

/** The mend for what one of MariaDB's programs printed before it gave up. */
export function fixForOutput(output: string, otherwise: string): string {
  return /No space left on device|error:? 28\b|Errcode: 28\b/.test(output) ? diskFullFix : otherwise;
}
