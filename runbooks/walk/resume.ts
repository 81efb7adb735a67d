import type { Entry } from './journal.ts';

/** Where a walk goes on. */
export interface Resumption {
  /** Counted from 0. */
  step: number;
  /** What was begun of that step, for the person to judge before it is done again; empty where nothing was. */
  begun: string;
}

/** A walk goes on behind the last step that was settled. Throws nothing away: what has no end written down is told. */
export function resumptionOf(entries: readonly Entry[]): Resumption {
  const last = entries.findLast(({ step }) => step !== null);
  if (last === undefined || last.step === null) return { step: 0, begun: '' };
  if (settles.has(last.what)) return { step: last.step, begun: '' };
  const begun = entries.findLast(({ step, what }) => step === last.step && what !== 'quit');
  return { step: last.step - 1, begun: begun === undefined ? '' : tellBegun(begun) };
}

const settles: ReadonlySet<Entry['what']> = new Set(['done', 'done-by-hand', 'skipped', 'went-on']);

function tellBegun({ what, command, exitCode }: Entry): string {
  if (what === 'running') {
    return `This command of it was begun, and no end is written down. See what it did; it may still run:\n    ${command}\n`;
  }
  if (what === 'ran') return `Of its commands, this was the last that ran:\n    ${command}\n`;
  return `This command of it ended with ${exitCode}:\n    ${command}\n`;
}
