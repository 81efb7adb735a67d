import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The process table is the one record of what runs: a file with a process id in it may be late, stale, or name
 * a process that took the id over. A server and a keeper are known by the directory in their command line.
 */
export interface RunningProcess {
  id: number;
  commandLine: string;
}

/** This user's processes whose command line holds every one of `words`. Those that have ended are not among them. */
export function processesWith(...words: string[]): RunningProcess[] {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  return all.filter(({ commandLine }) => words.every((word) => commandLine.includes(word)));
}

function fromProc(): RunningProcess[] {
  const found: RunningProcess[] = [];
  for (const name of readdirSync('/proc')) {
    const id = Number(name);
    if (!Number.isInteger(id) || id === process.pid) continue;
    try {
      if (statSync(`/proc/${name}`).uid !== process.getuid?.()) continue;
      // A zombie's command line is empty, so it matches no word.
      found.push({ id, commandLine: `${readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')} ` });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function fromPs(): RunningProcess[] {
  const lines = execFileSync('ps', ['-xww', '-o', 'pid=,stat=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, id, state, commandLine] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (id === undefined || state?.startsWith('Z') || Number(id) === process.pid) return [];
    return [{ id: Number(id), commandLine: `${commandLine} ` }];
  });
}

/** Sends the signal; a process that has already ended is no error. */
export function signal(id: number, name: NodeJS.Signals): void {
  try {
    process.kill(id, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until none of the processes that `find` looks up is left; false when one still is after `milliseconds`. */
export async function allGone(find: () => RunningProcess[], milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (find().length > 0) {
    if (Date.now() > end) return false;
    await sleep(20);
  }
  return true;
}
