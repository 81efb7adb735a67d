import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { withEvidence } from '../evidence-note.ts';
import { exitCode, Failure } from '../failure.ts';
import type { Page } from './page/page.ts';
import { pageNames, readPage } from './page/read-page.ts';
import { describeStep } from './walk/describe-step.ts';
import { type Journal, newJournal, openJournal } from './walk/journal.ts';
import type { personAtTerminal } from './walk/person.ts';
import { resumptionOf } from './walk/resume.ts';
import type { Walked } from './walk/walk.ts';

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
Exit codes: 0 the page was walked to its end, or quit; 1 a step failed, or the walk was
interrupted; 2 wrong use.

Ctrl-C ends the command that runs, and asks what now; at a question it ends the walk.

Examples:
  ./bulkhead runbook service-down
  ./bulkhead runbook restore-billing --dry-run`,
  )
  .action(async (name: string | undefined, options: Options) => {
    if (options.list === true) return void process.stdout.write(`${pageNames().join('\n')}\n`);
    if (name === undefined) throw wrongUse('no page is named', 'name one: ./bulkhead runbook --list');
    const page = readPage(name);
    if (page.steps.length === 0) throw wrongUse(`${page.name} has no steps`, 'name another: ./bulkhead runbook --list');
    const from = (options.from ?? 1) - 1;
    if (from >= page.steps.length) {
      throw wrongUse(`${page.name} has ${page.steps.length} steps`, 'begin at one of them; --dry-run shows them');
    }
    if (options.dryRun === true) {
      const steps = page.steps.map((_, index) => describeStep(page, index)).slice(from);
      return void process.stdout.write(`${page.title}\n\n${steps.join('')}`);
    }
    if (process.stdin.isTTY !== true) throw wrongUse('nobody is there to answer', 'use --dry-run, or a terminal');
    const { failed } = await walkAtTerminal(page, options);
    if (failed > 0) process.exitCode = exitCode.failed;
  });

async function walkAtTerminal(page: Page, { from, journal: folder }: Options): Promise<Walked> {
  const { personAtTerminal: person } = await import('./walk/person.ts');
  const { walk } = await import('./walk/walk.ts');
  const { Shell } = await import('./walk/shell.ts');
  const { takeTurn } = await import('./walk/turn.ts');
  const turn = takeTurn(folder, page.name);
  const shell = new Shell();
  try {
    const resumed = from === undefined ? await resume(page, folder, person) : undefined;
    const { journal, step } = resumed ?? { journal: newJournal(folder, page.name), step: (from ?? 1) - 1 };
    journal.add({
      ...{ at: new Date().toISOString(), operator: person.operator, page: page.name, step: null },
      ...(resumed === undefined ? { what: 'began', pageHash: hashOf(page) } : { what: 'resumed' }),
    });
    person.show(`${page.title}\nWritten down in ${journal.path}\n\n`);
    return await withEvidence(
      { kind: 'runbook', database: null, facts: { page: page.name } },
      () => walk(page, step, { journal, person, run: (command) => shell.run(command) }),
      ({ ended, steps, skipped, failed }) => ({
        // Evidence that the page was gone through: what was skipped, or left out by --from, was not.
        result: ended && failed === 0 && steps - skipped === page.steps.length ? 'passed' : 'failed',
        title: `${page.name}: ${steps} of ${page.steps.length} steps, ${skipped} skipped, ${failed} failed`,
        facts: { page: page.name, steps, skipped, failed },
      }),
    );
  } finally {
    shell.end();
    turn.end();
  }
}

/** The walk that has not ended and the step at which it stopped, where there is one and the person wants to go on. */
async function resume(
  page: Page,
  folder: string,
  person: typeof personAtTerminal,
): Promise<{ journal: Journal; step: number } | undefined> {
  const journal = openJournal(folder, page.name);
  if (journal === undefined) return undefined;
  if (journal.wasCutOff) person.show(`The last line of ${journal.path} was cut off: it is dropped.\n`);
  if (journal.entries[0]?.pageHash !== hashOf(page)) {
    person.show('A walk of this page has not ended, but the page has changed since: it begins anew.\n\n');
    return undefined;
  }
  const { step, begun } = resumptionOf(journal.entries);
  if (step === page.steps.length) {
    person.show(
      'Each step of the walk before was settled; only its end is written down now. Call again for a new one.\n\n',
    );
    return { journal, step };
  }
  person.show(`A walk of this page stopped at step ${step + 1} of ${page.steps.length}.\n${begun}`);
  return (await person.agrees('Go on there? No begins anew.')) ? { journal, step } : undefined;
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
