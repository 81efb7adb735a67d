import { execFileSync } from 'node:child_process';
import picomatch from 'picomatch';
import type { Control } from '../../policies/controls.ts';

/** A commit that touched the wall. */
export interface WallChange {
  commit: string;
  /** When it was committed, by the clock of who committed it; UTC. */
  at: string;
  author: string;
  subject: string;
  /** Empty where git knows of none. */
  approvals: readonly Approval[];
}

/** Somebody beside the author whom git names. */
export interface Approval {
  how: 'reviewed' | 'merged' | 'committed';
  by: string;
  /** In words: `merged by Ada as 0123456789ab: Merge pull request 7`. */
  says: string;
}

/** Where the wall is: rules and who judges them, rights, infrastructure, what is exempt, and what CI runs. */
const places = [
  ...['policies/**', 'checks/**', 'infra/**', 'prisma/*/database.sql', 'prisma/*/grants.sql'],
  ...['bulkhead.config.json', '.github/**', '.ci/**'],
];
const [field, end] = ['\u001f', '\u001e'];
const trailers = /^(?:reviewed|approved|acked)-by: *(.+)$/gim;
const gitSecondsMax = 20;

/** Where the wall is: places, and each file outside of them that a control names as what holds it up. */
export interface Wall {
  places: readonly string[];
  files: readonly string[];
}

/** The files come from the controls, so that no control can name one whose changes nobody sees. */
export function wallOf(controls: readonly Pick<Control, 'mechanisms'>[]): Wall {
  const isInside = picomatch(places, { dot: true });
  const named = controls.flatMap(({ mechanisms }) => mechanisms.map((mechanism) => mechanism.split('#')[0]!));
  return { places, files: [...new Set(named)].filter((path) => !isInside(path)).sort() };
}

/** Every commit that changed the wall, newest first; none outside of a git checkout. */
export function readWallChanges(repository: string, wall: Wall): WallChange[] {
  const format = `--format=%H${field}%cI${field}%an${field}%cn${field}%s${field}%(trailers)${end}`;
  const paths = [...wall.places, ...wall.files].map((path) => `:(glob)${path}`);
  const changes = git(repository, ['log', '--no-merges', format, '--', ...paths]);
  const merges = mergesOf(repository);
  return changes.split(end).flatMap((entry) => {
    const [commit = '', at = '', author = '', committer = '', subject = '', text = ''] = entry.trimStart().split(field);
    if (commit === '') return [];
    const reviews = [...text.matchAll(trailers)].map(([, name = '']) => approval('reviewed', withoutAddress(name)));
    // A merge that squashes, or a rebase on the server, leaves no other trace.
    const committed = committer === author ? [] : [approval('committed', committer)];
    const all = [...reviews, ...committed, ...(merges.get(commit) ?? [])];
    return [
      {
        commit,
        at: new Date(at).toISOString(),
        author,
        subject,
        approvals: [...new Map(all.map((one) => [one.says, one])).values()],
      },
    ];
  });
}

/**
 * Whether git names a second person who read it or took it in. Who only committed it does not count: after a merge that
 * squashes that is the server, whoever pressed the button.
 */
export function isApproved({ author, approvals }: WallChange): boolean {
  return approvals.some(({ how, by }) => how !== 'committed' && by !== author);
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
function mergesOf(repository: string): Map<string, Approval[]> {
  const mergers = new Map<string, Approval[]>();
  // The author of a merge is who merged; its committer is the server where it was done there.
  const merges = git(repository, ['log', '--merges', '--max-count=200', `--format=%H${field}%an${field}%s`]);
  for (const line of merges.split('\n').filter((text) => text !== '')) {
    const [merge = '', name = '', subject = ''] = line.split(field);
    const merged = approval('merged', name, ` as ${merge.slice(0, 12)}: ${subject}`);
    for (const commit of git(repository, ['rev-list', `${merge}^1..${merge}^2`])
      .split('\n')
      .filter(Boolean)) {
      mergers.set(commit, [...(mergers.get(commit) ?? []), merged]);
    }
  }
  return mergers;
}

function approval(how: Approval['how'], by: string, more = ''): Approval {
  return { how, by, says: `${how} by ${by}${more}` };
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
