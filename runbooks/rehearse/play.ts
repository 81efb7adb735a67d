import { join } from 'node:path';
import { commandSecondsMax } from '../../policies/rehearsal.ts';
import type { Page } from '../page/page.ts';
import { commandsOf, type PageCommand } from '../page/commands-of.ts';
import { outputMatches } from './output-matches.ts';
import { type Recovery, recoveryOf } from './recovery.ts';
import { type Ended, Shell } from './shell.ts';

export interface PlayedCommand extends PageCommand {
  seconds: number;
  printed: string;
  /** What was not as the page says; undefined where all was. */
  fault: string | undefined;
}

/** What came of a page; its last command is the one that failed, if one did. */
export interface Played {
  page: Page;
  commands: PlayedCommand[];
  /** Fences that were played to their end. */
  steps: number;
  recovery: Recovery | undefined;
  passed: boolean;
}

const root = join(import.meta.dirname, '../..');

/**
 * What the commands find set besides the scene's variables: nothing of whoever rehearses, so that no page can reach a
 * real database, a cloud or Stripe. What happens to a scene is no evidence; that it was rehearsed is.
 */
function ownVariables(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'NODE_COMPILE_CACHE', 'BULKHEAD_MARIADB_TEMPLATE'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** Plays a page's `run` fences in order, in one shell, until one command is not as the page says. */
export async function play(page: Page, variables: Record<string, string>, signal: AbortSignal): Promise<Played> {
  const fences = commandsOf(page);
  const shell = new Shell(root, { ...ownVariables(), ...variables });
  const commands: PlayedCommand[] = [];
  let steps = 0;
  try {
    for (const fence of fences) {
      for (const command of fence) {
        const startedAt = performance.now();
        const ended = await shell.run(command.text, commandSecondsMax, signal);
        const seconds = (performance.now() - startedAt) / 1000;
        commands.push({ ...command, seconds, printed: ended.output, fault: faultOf(command, ended) });
        if (commands.at(-1)!.fault !== undefined) return told(page, commands, steps);
      }
      steps += 1;
    }
    return told(page, commands, steps);
  } finally {
    await shell.end();
  }
}

function faultOf({ exitCode, output }: PageCommand, ended: Ended): string | undefined {
  if (ended.timeIsUp) return `it had not ended after ${commandSecondsMax} s`;
  if (ended.exitCode === null) return 'it ended the shell';
  if (ended.exitCode !== exitCode) return `it ended with ${ended.exitCode}, not with ${exitCode}`;
  if (output !== undefined && !outputMatches(output, ended.output)) return 'it did not print what the page shows';
  return undefined;
}

function told(page: Page, commands: PlayedCommand[], steps: number): Played {
  const passed = commands.every(({ fault }) => fault === undefined);
  const recovery = passed ? recoveryOf(commands) : undefined;
  const inTime = recovery === undefined || recovery.seconds <= recovery.secondsMax;
  return { page, commands, steps, recovery, passed: passed && inTime };
}
