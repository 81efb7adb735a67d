import type { Page } from '../page/page.ts';
import { commandsOf, describeStep, expectedCode } from './describe-step.ts';
import type { Entry, Journal } from './journal.ts';

/** What a person may say to a step. */
export type Answer =
  { what: 'run' } | { what: 'done-by-hand' } | { what: 'skipped'; reason: string } | { what: 'quit' };

export interface Person {
  operator: string;
  show(text: string): void;
  answer(hasCommands: boolean): Promise<Answer>;
  /** After a command that failed. */
  afterFailure(code: number): Promise<'again' | 'go-on' | 'quit'>;
}

export interface Walked {
  ended: boolean;
  steps: number;
  skipped: number;
  failed: number;
}

/** Takes a person through a page from a step on, counted from 0, and writes down each thing that is done. */
export async function walk(
  page: Page,
  from: number,
  { journal, person, run }: { journal: Journal; person: Person; run: (commands: string) => Promise<number> },
): Promise<Walked> {
  const add = (step: number | null, rest: Pick<Entry, 'what'> & Partial<Entry>) =>
    journal.add({ at: new Date().toISOString(), operator: person.operator, page: page.name, step, ...rest });
  for (let index = from; index < page.steps.length;) {
    const commands = commandsOf(page.steps[index]!);
    person.show(describeStep(page, index));
    const answer = await person.answer(commands !== undefined);
    let next: 'again' | 'go-on' | 'quit' = answer.what === 'quit' ? 'quit' : 'go-on';
    if (answer.what === 'run' && commands !== undefined) {
      add(index + 1, { what: 'running', command: commands });
      const code = await run(commands);
      const went = code === expectedCode(commands);
      add(index + 1, { what: went ? 'done' : 'failed', exitCode: code });
      person.show(`\nexit code ${code}\n\n`);
      if (!went) next = await person.afterFailure(code);
    } else if (answer.what !== 'quit' && answer.what !== 'run') add(index + 1, answer);
    if (next === 'quit') {
      add(index + 1, { what: 'quit' });
      return { ended: false, ...countsOf(journal.entries) };
    }
    if (next === 'go-on') index += 1;
  }
  add(null, { what: 'ended' });
  return { ended: true, ...countsOf(journal.entries) };
}

/** The step, counted from 0, at which a walk goes on: the one behind the last that was settled. */
export function resumeAt(entries: readonly Entry[]): number {
  const last = entries.findLast(({ step }) => step !== null);
  if (last === undefined || last.step === null) return 0;
  return last.what === 'running' || last.what === 'quit' || last.what === 'failed' ? last.step - 1 : last.step;
}

/** Of what was last said about each step. */
function countsOf(entries: readonly Entry[]): Omit<Walked, 'ended'> {
  const settled = entries.filter(({ step, what }) => step !== null && what !== 'running' && what !== 'quit');
  const last = [...new Map(settled.map(({ step, what }) => [step, what])).values()];
  const count = (what: Entry['what']) => last.filter((one) => one === what).length;
  return { steps: last.length, skipped: count('skipped'), failed: count('failed') };
}
