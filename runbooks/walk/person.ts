import { expand, input } from '@inquirer/prompts';
import { operatorName } from '../../service/operator.ts';
import type { Person } from './walk.ts';

/** Whoever sits at this terminal. */
export const personAtTerminal: Person = {
  operator: operatorName(),
  show: (text) => void process.stdout.write(text),
  async answer(hasCommands) {
    const what = await expand({
      message: 'What now?',
      default: hasCommands ? 'r' : 'd',
      choices: [
        ...(hasCommands ? [{ key: 'r' as const, name: 'run it', value: 'run' as const }] : []),
        { key: 'd', name: 'it is done by hand, or read', value: 'done-by-hand' as const },
        { key: 's', name: 'skip it, with a reason', value: 'skipped' as const },
        { key: 'q', name: 'quit, and go on later', value: 'quit' as const },
      ],
    });
    if (what !== 'skipped') return { what };
    return { what, reason: await input({ message: 'Why?', required: true }) };
  },
  afterFailure: (code) =>
    expand({
      message: `It ended with ${code}. What now?`,
      default: 'a',
      choices: [
        { key: 'a', name: 'again, this step', value: 'again' as const },
        { key: 'g', name: 'go on; it counts as failed', value: 'go-on' as const },
        { key: 'q', name: 'quit, and go on later', value: 'quit' as const },
      ],
    }),
};
