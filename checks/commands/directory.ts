import { posix } from 'node:path';

/**
 * Where a command runs. `base` is a folder of the repository, null where the text does not say which (a shell script,
 * a container); `path` is what `cd` added to it.
 */
export interface Directory {
  base: string | null;
  path: string;
  /** The absolute folder on the machine it runs on, where the text says it: `WORKDIR /app/packages/db`. */
  absolute?: string;
}

export const repositoryRoot: Directory = { base: '', path: '' };
export const anywhere: Directory = { base: null, path: '' };

/** Begins a path that is known to be counted from the repository's root: `$GITHUB_WORKSPACE/x`, `$(dirname "$0")/x`. */
export const rootMark = '\u{E000}/';

/** The folder itself, known. */
export function directoryAt(path: string): Directory {
  return { base: clean(path), path: '' };
}

/** The folder that holds a file, known. */
export function directoryOf(file: string): Directory {
  return directoryAt(posix.dirname(file));
}

/** Where `cd to` leads. */
export function changed(directory: Directory, to: string): Directory {
  const rooted = fromRoot(to);
  if (rooted !== null) return directoryAt(rooted);
  if (to.startsWith('/')) return { ...anywhere, absolute: to };
  if (to.startsWith('~')) return anywhere;
  const { base, path, absolute } = directory;
  return {
    ...{ base, path: clean(posix.join(path, to)) },
    ...(absolute !== undefined && { absolute: posix.join(absolute, to) }),
  };
}

/** The rest of a path that is counted from the repository's root; null for others. */
export function fromRoot(path: string): string | null {
  return path.startsWith(rootMark) ? clean(path.slice(rootMark.length).replace(/^\/+/, '')) : null;
}

/** The folders of the repository that a command may be running in, the likeliest first. */
export function foldersOf(directory: Directory, file: string): string[] {
  const bases = directory.base === null ? ancestors(posix.dirname(file)) : [directory.base];
  return bases.flatMap((base) => {
    const folder = clean(posix.join(base, directory.path));
    return folder.startsWith('..') ? [] : [folder];
  });
}

/** A folder, and those above it up to the root, which is ''. */
export function ancestors(folder: string): string[] {
  const found: string[] = [];
  for (let at = clean(folder); at !== ''; at = clean(posix.dirname(at))) {
    if (at.startsWith('..')) break;
    found.push(at);
  }
  return [...found, ''];
}

/** A path in the one form that the repository's own paths have; the root is ''. */
export function clean(path: string): string {
  const normal = posix.normalize(path === '' ? '.' : path).replace(/\/$/, '');
  return normal === '.' ? '' : normal;
}
