import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { withEvidence } from '../evidence-note.ts';
import { exitCode, Failure } from '../failure.ts';
import type { Page } from './page/page.ts';
import { pageNames, readPage } from './page/read-page.ts';
import { describeStep } from './walk/describe-step.ts';
import { type Journal, newJournal, openJournal } from './walk/journal.ts';
import { resumeAt, type Walked } from './walk/walk.ts';

interface Options {
  list?: boolean;
  dryRun?: boolean;
  from?: number;
  journal: string;
}

export const command = new Command()
  .description(
    'Walks through a page of runbooks/ step by step: shows it, asks, runs its commands in one bash with your own\n' +
      'environment, and writes down who did what when. What commands print is not written down. A walk that stopped can\n' +
      'go on where it was.',
  )
  .argument('[page]', 'its name, such as service-down; or a file that ends in .md')
  .option('--list', 'print the names of all pages')
  .option('--dry-run', 'print the steps, run nothing')
  .option('--from <step>', 'begin at this step', readStep)
  .option('--journal <folder>', 'where walks are written down', join(import.meta.dirname, '../.bulkhead/runbook'))
  .addHelpText(
    'after',
    `
Exit codes: 0 the page was walked to its end, or quit; 1 a step failed; 2 wrong use.

Examples:
  ./bulkhead runbook service-down
  ./bulkhead runbook restore-billing --dry-run`,
  )
  .action(async (name: string | undefined, options: Options) => {
    if (options.list === true) return void process.stdout.write(`${pageNames().join('\n')}\n`);
    if (name === undefined) throw wrongUse('no page is named', 'name one: ./bulkhead runbook --list');
    const page = readPage(name);
    const from = (options.from ?? 1) - 1;
    if (from >= page.steps.length) throw wrongUse(`it has ${page.steps.length} steps`, 'begin at one of them');
    if (options.dryRun === true) {
      const steps = page.steps.map((_, index) => describeStep(page, index)).slice(from);
      return void process.stdout.write(`${page.title}\n\n${steps.join('')}`);
    }
    if (process.stdin.isTTY !== true) throw wrongUse('nobody is there to answer', 'use --dry-run, or a terminal');
    const { failed } = await walkAtTerminal(page, options);
    if (failed > 0) process.exitCode = exitCode.failed;
  });

async function walkAtTerminal(page: Page, { from, journal: folder }: Options): Promise<Walked> {
  const { confirm } = await import('@inquirer/prompts');
  const { personAtTerminal: person } = await import('./walk/person.ts');
  const { walk } = await import('./walk/walk.ts');
  const { Shell } = await import('./walk/shell.ts');
  const begin = (journal: Journal, what: 'began' | 'resumed') =>
    journal.add({
      ...{ at: new Date().toISOString(), operator: person.operator, page: page.name, step: null, what },
      ...(what === 'began' && { pageHash: hashOf(page) }),
    });
  const shell = new Shell();
  const isPrompted = (error: unknown) => error instanceof Error && error.name === 'ExitPromptError';
  try {
    let journal = from === undefined ? openJournal(folder, page.name) : undefined;
    let start = (from ?? 1) - 1;
    if (journal !== undefined && journal.entries[0]?.pageHash !== hashOf(page)) {
      person.show('A walk of this page has not ended, but the page has changed since: it begins anew.\n\n');
      journal = undefined;
    }
    if (journal !== undefined) {
      start = Math.min(resumeAt(journal.entries), page.steps.length - 1);
      const cutOff = journal.entries.at(-1)?.what === 'running' ? ' Its command was running: see what it did.' : '';
      const message = `A walk of this page stopped at step ${start + 1}.${cutOff} Go on there?`;
      if (!(await confirm({ message }))) [journal, start] = [undefined, 0];
    }
    const kept = journal ?? newJournal(folder, page.name);
    begin(kept, journal === undefined ? 'began' : 'resumed');
    person.show(`${page.title}\nWritten down in ${kept.path}\n\n`);
    return await withEvidence(
      { kind: 'runbook', database: null },
      () => walk(page, start, { journal: kept, person, run: (commands) => shell.run(commands) }),
      ({ ended, steps, skipped, failed }) => ({
        result: ended && failed === 0 ? 'passed' : 'failed',
        title: `${page.name}: ${steps} of ${page.steps.length} steps, ${skipped} skipped, ${failed} failed`,
        facts: { page: page.name, steps, skipped, failed },
      }),
    );
  } catch (error) {
    if (!isPrompted(error)) throw error;
    throw new Failure('the walk was interrupted', { fix: 'call it again: it goes on where it was', cause: error });
  } finally {
    shell.end();
  }
}

function hashOf({ steps }: Page): string {
  return createHash('sha256').update(JSON.stringify(steps)).digest('hex');
}

function readStep(text: string): number {
  const step = Number(text);
  if (!Number.isInteger(step) || step < 1) throw new InvalidArgumentError('It is a number from 1 on.');
  return step;
}

function wrongUse(problem: string, fix: string): Failure {
  return new Failure(problem, { fix, exitCode: exitCode.wrongUse });
}
