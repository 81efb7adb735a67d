import { execFileSync } from 'node:child_process';

/** A commit that touched the wall. */
export interface WallChange {
  commit: string;
  at: string;
  author: string;
  subject: string;
  /** Reviewers and mergers that git knows of, and who committed where that is not the author; empty where it knows none. */
  approvedBy: readonly string[];
}

/** Where the wall is: rules and who judges them, rights, infrastructure, what is exempt, and what CI runs. */
export const wall = [
  ...['policies/**', 'checks/**', 'infra/**', 'prisma/*/database.sql', 'prisma/*/grants.sql'],
  ...['bulkhead.config.json', '.github/**', '.ci/**'],
];
const [field, end] = ['\u001f', '\u001e'];
const approvals = /^(?:reviewed|approved|acked)-by: *(.+)$/gim;
const gitSecondsMax = 20;

/** The newest commits that changed the wall, newest first; none outside of a git checkout. */
export function readWallChanges(repository: string, limit: number): WallChange[] {
  const format = `--format=%H${field}%cI${field}%an${field}%cn${field}%s${field}%(trailers)${end}`;
  const changes = git(repository, [
    'log',
    '--no-merges',
    `--max-count=${limit}`,
    format,
    '--',
    ...wall.map((path) => `:(glob)${path}`),
  ]);
  const merges = mergersOf(repository);
  return changes.split(end).flatMap((entry) => {
    const [commit = '', at = '', author = '', committer = '', subject = '', trailers = ''] = entry
      .trimStart()
      .split(field);
    if (commit === '') return [];
    const named = [...trailers.matchAll(approvals)].map(([, name = '']) => `reviewed by ${withoutAddress(name)}`);
    // A merge that squashes, or a rebase on the server, leaves no other trace.
    if (committer !== author) named.push(`committed by ${committer}`);
    return [{ commit, at, author, subject, approvedBy: [...new Set([...named, ...(merges.get(commit) ?? [])])] }];
  });
}

/** The history: each commit with those before it; empty outside of a git checkout. */
export function readParents(repository: string): Map<string, readonly string[]> {
  const lines = git(repository, ['log', '--format=%H %P']).split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [commit = '', ...before] = line.trim().split(' ');
      return [commit, before];
    }),
  );
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
      mergers.set(commit, [...(mergers.get(commit) ?? []), `merged by ${name} as ${merge.slice(0, 12)}: ${subject}`]);
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
