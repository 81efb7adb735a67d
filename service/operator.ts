import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** Who runs this command, as the system knows them; records name them. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/**
 * The commit of the code that runs: GIT_COMMIT where a build set it to one word, else what git says; "unknown" where
 * neither does.
 */
export function codeCommit(): string {
  const built = process.env['GIT_COMMIT']?.trim();
  if (built !== undefined && /^\S+$/.test(built)) return built;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
