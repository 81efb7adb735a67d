import Table from 'cli-table3';
import { shownLinesMax } from '../../policies/rehearsal.ts';
import type { Played, PlayedCommand } from './play.ts';

/** A rehearsal for a person: each command with its time, how long the recovery took, and what failed in full. */
export function describe({ page, commands, recovery, passed }: Played): string {
  const rows = new Table({
    head: ['line', 'command', 'seconds', 'result'],
    style: { head: [], border: [], compact: true },
  });
  for (const { line, text, seconds, fault } of commands) {
    rows.push([line, shortened(text), { content: seconds.toFixed(1), hAlign: 'right' }, fault ?? 'as the page says']);
  }
  const failed = commands.find(({ fault }) => fault !== undefined);
  return [
    `${page.title} (${page.path})`,
    rows.toString(),
    ...(recovery === undefined
      ? []
      : [
          `${recovery.database} recovered in ${recovery.seconds.toFixed(1)} s; the objective is ${recovery.secondsMax} s`,
        ]),
    ...(failed === undefined ? [] : [describeFault(page.path, failed)]),
    `${page.name}: ${passed ? 'passed' : 'failed'}`,
    '',
    '',
  ].join('\n');
}

function describeFault(path: string, { line, text, fault, output, printed }: PlayedCommand): string {
  const all = printed.trimEnd().split('\n');
  const shown = all.slice(-shownLinesMax);
  return [
    `${path}:${line}: ${fault}`,
    `$ ${text}`,
    ...(shown.length < all.length ? [`… ${all.length - shown.length} lines before`] : []),
    ...shown,
    ...(output === undefined ? [] : ['The page shows:', ...output]),
  ].join('\n');
}

const shownCharacters = 70;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
}
