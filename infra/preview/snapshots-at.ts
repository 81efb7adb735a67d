import { execFileSync } from 'node:child_process';
import { exitCode, Failure } from '../../failure.ts';
import { gitAnswerBytesMax, gitSecondsMax } from '../../policies/check.ts';
import { type Snapshot, snapshotFileOf, snapshotFolder } from './snapshot.ts';

/**
 * The snapshots that were committed at a branch or commit. A file that was not there yet is undefined. Throws a Failure
 * where git knows no such commit.
 */
export function snapshotsAt(reference: string): (stack: string, project: string) => Snapshot | undefined {
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`)?.trim();
  if (commit === undefined || commit === '') {
    throw new Failure(`git knows no commit ${reference}`, {
      fix: 'name a branch, a tag or a commit that is here: git fetch may bring it',
      exitCode: exitCode.wrongUse,
    });
  }
  return (stack, project) => {
    const text = git('show', `${commit}:${snapshotFolder}/${snapshotFileOf(stack, project)}`);
    return text === undefined ? undefined : (JSON.parse(text) as Snapshot);
  };
}

/** What git answers; undefined where it refuses. */
function git(...words: string[]): string | undefined {
  try {
    return execFileSync('git', words, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: gitSecondsMax * 1000,
      maxBuffer: gitAnswerBytesMax,
    });
  } catch (cause) {
    if (typeof (cause as { status?: unknown }).status === 'number') return undefined;
    throw new Failure('git did not answer', { fix: 'install git, and run this inside the repository', cause });
  }
}
