import type { PageCommand } from '../page/commands-of.ts';
import type { Page } from '../page/page.ts';
import { describeStep } from './describe-step.ts';
import type { Entry, Journal } from './journal.ts';
import { commandsOfSteps, hasGaps } from './step-commands.ts';

/** What a person may say to a step. */
export type Answer =
  | { what: 'run' }
  | { what: 'typed'; command: string }
  | { what: 'done-by-hand' }
  | { what: 'skipped'; reason: string }
  | { what: 'quit' };

export interface Person {
  operator: string;
  show(text: string): void;
  answer(hasCommands: boolean): Promise<Answer>;
  /** After a command that did not end as the page says. */
  afterFailure(code: number, { exitCode }: PageCommand): Promise<'again' | 'done-by-hand' | 'went-on' | 'quit'>;
}

export interface Walked {
  ended: boolean;
  steps: number;
  skipped: number;
  failed: number;
}

/**
 * Takes a person through a page from a step on, counted from 0, and writes down each thing that is done. Of a step's
 * commands, one that does not end as the page says is the last that is run, as in a rehearsal.
 */
export async function walk(
  page: Page,
  from: number,
  { journal, person, run }: { journal: Journal; person: Person; run: (command: string) => Promise<number> },
): Promise<Walked> {
  const add = (step: number | null, rest: Pick<Entry, 'what'> & Partial<Entry>) =>
    journal.add({ at: new Date().toISOString(), operator: person.operator, page: page.name, step, ...rest });
  const commandsOf = commandsOfSteps(page);
  for (let index = from; index < page.steps.length;) {
    const commands = commandsOf[index]!;
    person.show(describeStep(page, index));
    if (hasGaps(page.steps[index]!)) person.show(gapsToFill);
    const answer = await person.answer(commands.length > 0);
    let next: 'again' | 'go-on' | 'quit' = answer.what === 'quit' ? 'quit' : 'go-on';
    if (answer.what === 'run') {
      const failed = await runAll(commands, index);
      if (failed !== undefined) {
        const then = await person.afterFailure(failed.code, failed.command);
        if (then === 'done-by-hand' || then === 'went-on') add(index + 1, { what: then });
        else next = then;
      }
    } else if (answer.what === 'typed') {
      await runOne({ text: answer.command, exitCode: 0 }, index, 'ran');
      next = 'again';
    } else if (answer.what !== 'quit') add(index + 1, answer);
    if (next === 'quit') {
      add(index + 1, { what: 'quit' });
      return { ended: false, ...countsOf(journal.entries) };
    }
    if (next === 'go-on') index += 1;
  }
  add(null, { what: 'ended' });
  return { ended: true, ...countsOf(journal.entries) };

  /** The first command that did not end as the page says. */
  async function runAll(commands: readonly PageCommand[], index: number) {
    for (const command of commands) {
      const code = await runOne(command, index, command === commands.at(-1) ? 'done' : 'ran');
      if (code !== command.exitCode) return { command, code };
    }
    return undefined;
  }

  async function runOne(
    { text, exitCode }: Pick<PageCommand, 'text' | 'exitCode'>,
    index: number,
    well: Entry['what'],
  ) {
    person.show(`$ ${text}\n`);
    add(index + 1, { what: 'running', command: text });
    const code = await run(text);
    person.show(`\nexit code ${code}${code === exitCode && code !== 0 ? ', as the page says' : ''}\n\n`);
    add(index + 1, { what: code === exitCode ? well : 'failed', command: text, exitCode: code });
    return code;
  }
}

const gapsToFill = 'What stands in <…> only you know: type the command with it filled in.\n\n';

const counted: ReadonlySet<Entry['what']> = new Set(['done', 'done-by-hand', 'skipped', 'failed']);

/** Of what was last said about each step. */
function countsOf(entries: readonly Entry[]): Omit<Walked, 'ended'> {
  const told = entries.filter(({ step, what }) => step !== null && counted.has(what));
  const last = [...new Map(told.map(({ step, what }) => [step, what])).values()];
  const count = (what: Entry['what']) => last.filter((one) => one === what).length;
  return { steps: last.length, skipped: count('skipped'), failed: count('failed') };
}
