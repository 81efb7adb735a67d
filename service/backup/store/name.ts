import { Failure } from '../../../failure.ts';

/** How the files of a put under way begin. No object may be called so, or it would not be listed. */
export const unfinishedMark = '.unfinished-';

/**
 * Whether an object may be called so: segments with slashes between, none of them empty, `.`, `..` or marked as
 * unfinished, and no backslash, no control character and none that cannot be seen. So a name says where it leads, and
 * can never lead out of the store.
 */
export function isName(name: string): boolean {
  if (!name.isWellFormed() || /[\\\p{C}]/u.test(name)) return false;
  return name.split('/').every((segment) => !['', '.', '..'].includes(segment) && !segment.startsWith(unfinishedMark));
}

/** Throws a Failure where no object may be called so. */
export function assertName(name: string, place: string): void {
  if (isName(name)) return;
  throw new Failure(`${JSON.stringify(name)} can not be the name of an object in ${place}`, {
    fix: 'write it as a path below the store: plain segments with slashes between them',
  });
}
