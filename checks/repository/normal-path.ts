import { posix } from 'node:path';

/** A path of the repository as files are listed: no `.`, no doubled and no trailing slash. */
export function normalPath(path: string): string {
  return posix.normalize(path).replace(/\/$/, '');
}
