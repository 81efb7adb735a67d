import { spawnSync } from 'node:child_process';
import { gitAnswerBytesMax, gitSecondsMax } from '../../policies/check.ts';
import { exitCode, Failure } from '../../failure.ts';

/** git could not answer: not installed, not a repository, an unknown revision. */
export class GitFault extends Error {}

/**
 * Asks git about the repository that holds `folder`. Throws a GitFault with git's own words.
 * The repository is not trusted: it may belong to somebody else, as in CI containers, and its configuration must not
 * start programs.
 */
export function git(folder: string, words: readonly string[], input?: string): Buffer {
  const answer = spawnSync('git', ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', ...words], {
    cwd: folder,
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
    timeout: gitSecondsMax * 1000,
    maxBuffer: gitAnswerBytesMax,
  });
  if (answer.error !== undefined) throw new GitFault(`git cannot be asked: ${answer.error.message}`);
  if (answer.status !== 0)
    throw new GitFault(answer.stderr.toString('utf8').trim() || `git ended with ${answer.status}`);
  return answer.stdout;
}

/** What git ends with a zero byte, as a list. */
export function zeroSeparated(answer: Buffer): string[] {
  return answer.toString('utf8').split('\0').slice(0, -1);
}

/** A question that only git can answer, for a person: a GitFault becomes a Failure (exit 2) with this mend. */
export function requireGit<Answer>(ask: () => Answer, fix: string): Answer {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    throw new Failure(error.message, { fix, cause: error, exitCode: exitCode.wrongUse });
  }
}
