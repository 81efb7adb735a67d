import { execFileSync } from 'node:child_process';

/** A commit that touched the wall. */
export interface WallChange {
  commit: string;
  at: string;
  author: string;
  subject: string;
  /** Reviewers and mergers that git knows of; empty where it knows none. */
  approvedBy: readonly string[];
}

const wall = ['policies', 'checks', 'prisma/*/grants.sql', 'infra'];
const [field, end] = ['\u001f', '\u001e'];
const approvals = /^(?:reviewed|approved|acked)-by: *(.+)$/gim;
const gitSecondsMax = 20;

/** The newest commits that changed the wall, newest first; none outside of a git checkout. */
export function readWallChanges(repository: string, limit: number): WallChange[] {
  const format = `--format=%H${field}%cI${field}%an${field}%s${field}%(trailers)${end}`;
  const changes = git(repository, [
    'log',
    '--no-merges',
    `--max-count=${limit}`,
    format,
    '--',
    ...wall.map((path) => `:(glob)${path}${path.includes('.') ? '' : '/**'}`),
  ]);
  const merges = mergersOf(repository);
  return changes.split(end).flatMap((entry) => {
    const [commit = '', at = '', author = '', subject = '', trailers = ''] = entry.trimStart().split(field);
    if (commit === '') return [];
    const named = [...trailers.matchAll(approvals)].map(([, name = '']) => withoutAddress(name));
    return [{ commit, at, author, subject, approvedBy: [...new Set([...named, ...(merges.get(commit) ?? [])])] }];
  });
}

/** Who merged, by the commit that a merge brought in: its second parent and all that hangs on that alone is the branch's. */
function mergersOf(repository: string): Map<string, string[]> {
  const mergers = new Map<string, string[]>();
  const merges = git(repository, ['log', '--merges', '--max-count=200', `--format=%H${field}%cn${field}%s`]);
  for (const line of merges.split('\n').filter((text) => text !== '')) {
    const [merge = '', name = '', subject = ''] = line.split(field);
    for (const commit of git(repository, ['rev-list', `${merge}^1..${merge}^2`])
      .split('\n')
      .filter(Boolean)) {
      mergers.set(commit, [...(mergers.get(commit) ?? []), `merged by ${name}: ${subject}`]);
    }
  }
  return mergers;
}

function withoutAddress(name: string): string {
  return name.replace(/\s*<[^>]*>\s*$/, '').trim();
}

function git(repository: string, words: readonly string[]): string {
  try {
    return execFileSync('git', words, {
      ...{ cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: gitSecondsMax * 1000 },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // A package or an image has no history; the page says so.
    return '';
  }
}
