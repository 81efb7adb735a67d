import type { Files } from './files.ts';
import { git, requireGit, zeroSeparated } from './git.ts';

/** The repository as it was where a change began, and how files were called then. */
export interface Base {
  files: Files;
  /** The name that a file of the base has now; its own where it was not renamed. */
  nameNow(path: string): string;
}

/**
 * The files of a folder as they were at the commit where HEAD left `ref`. Files that have not changed since are read
 * from `now`. Throws a Failure (exit 2) where git does not know the commit.
 */
export function filesAtBase(root: string, ref: string, now: Files): Base {
  const fix = `check the name, and that the history is there (git fetch origin ${ref}; in CI: fetch-depth: 0)`;
  return requireGit(() => readBase(root, ref, now), fix);
}

function readBase(root: string, ref: string, now: Files): Base {
  const commit = git(root, ['merge-base', '--end-of-options', ref, 'HEAD']).toString('utf8').trim();
  const paths = zeroSeparated(git(root, ['ls-tree', '-r', '-z', commit])).flatMap(
    (line) => /^100\d{3} blob \w+\t([\s\S]+)$/.exec(line)?.[1] ?? [],
  );
  const { changed, renamed } = changesSince(root, commit);
  const known = new Set(paths);
  const texts = readBlobs(
    root,
    commit,
    changed.filter((path) => known.has(path)),
  );
  return {
    files: { paths: paths.sort(), read: (path) => texts.get(path) ?? now.read(path) },
    nameNow: (path) => renamed.get(path) ?? path,
  };
}

/** The old names of what differs between a commit and the working tree, and the new ones of what was renamed. */
function changesSince(root: string, commit: string): { changed: string[]; renamed: Map<string, string> } {
  const words = zeroSeparated(
    git(root, ['diff', '--relative', '--name-status', '-z', '--find-renames', '--no-ext-diff', commit, '--', '.']),
  );
  const changed: string[] = [];
  const renamed = new Map<string, string>();
  for (let at = 0; at < words.length;) {
    const [status = '', path = '', newPath = ''] = words.slice(at, at + 3);
    changed.push(path);
    if (status.startsWith('R')) renamed.set(path, newPath);
    at += /^[RC]/.test(status) ? 3 : 2;
  }
  return { changed, renamed };
}

/** `<hash> blob <size>\n<bytes>\n` for each name asked for. https://git-scm.com/docs/git-cat-file#_batch_output */
function readBlobs(root: string, commit: string, paths: readonly string[]): Map<string, Buffer> {
  const texts = new Map<string, Buffer>();
  // A name with a line break cannot be asked for; such a file is read as it is now.
  const asked = paths.filter((path) => !path.includes('\n'));
  if (asked.length === 0) return texts;
  const prefix = git(root, ['rev-parse', '--show-prefix']).toString('utf8').trim();
  const answer = git(root, ['cat-file', '--batch'], asked.map((path) => `${commit}:${prefix}${path}\n`).join(''));
  let at = 0;
  for (const path of asked) {
    const headEnd = answer.indexOf('\n', at);
    const size = Number(/ blob (\d+)$/.exec(answer.toString('utf8', at, headEnd))?.[1] ?? Number.NaN);
    if (Number.isNaN(size)) {
      at = headEnd + 1;
      continue;
    }
    texts.set(path, answer.subarray(headEnd + 1, headEnd + 1 + size));
    at = headEnd + 1 + size + 1;
  }
  return texts;
}
