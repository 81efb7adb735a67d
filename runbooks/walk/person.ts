import { confirm, expand, input } from '@inquirer/prompts';
import { Failure } from '../../failure.ts';
import { operatorName } from '../../service/operator.ts';
import { interruptedCode } from './shell.ts';
import type { Person } from './walk.ts';

/** Whoever sits at this terminal. */
export const personAtTerminal: Person & { agrees(message: string): Promise<boolean> } = {
  operator: operatorName(),
  show: (text) => void process.stdout.write(text),
  agrees: (message) => ask((context) => confirm({ message }, context)),
  async answer(hasCommands) {
    const what = await ask((context) =>
      expand(
        {
          message: 'What now?',
          default: hasCommands ? 'r' : 'd',
          choices: [
            ...(hasCommands ? [{ key: 'r' as const, name: 'run it', value: 'run' as const }] : []),
            { key: 't', name: 'type a command of your own first, such as export NAME=…', value: 'typed' as const },
            { key: 'd', name: 'it is done by hand, or read', value: 'done-by-hand' as const },
            { key: 's', name: 'skip it, with a reason', value: 'skipped' as const },
            { key: 'q', name: 'quit, and go on later', value: 'quit' as const },
          ],
        },
        context,
      ),
    );
    if (what === 'typed') {
      const message = 'It is written down as well:';
      return { what, command: await ask((context) => input({ message, required: true }, context)) };
    }
    if (what !== 'skipped') return { what };
    return { what, reason: await ask((context) => input({ message: 'Why?', required: true }, context)) };
  },
  afterFailure: (code, { exitCode }) =>
    ask((context) =>
      expand(
        {
          message:
            code === interruptedCode
              ? 'You interrupted it. What now?'
              : `It ended with ${code}, not with ${exitCode}. What now?`,
          default: 'a',
          choices: [
            { key: 'a', name: 'again, this step from its first command', value: 'again' as const },
            // A log that is followed ends in no other way.
            ...(code === interruptedCode
              ? [{ key: 'd' as const, name: 'go on; it did what it should', value: 'done-by-hand' as const }]
              : []),
            { key: 'g', name: 'go on; it counts as failed', value: 'went-on' as const },
            { key: 'q', name: 'quit, and go on later', value: 'quit' as const },
          ],
        },
        context,
      ),
    ),
};

/** Asks. Ctrl-C, Ctrl-D or the end of the terminal interrupts the walk; for the last two the library waits for ever. */
async function ask<Answer>(question: (context: { signal: AbortSignal }) => Promise<Answer>): Promise<Answer> {
  const gone = new AbortController();
  const end = () => gone.abort();
  const onKey = (_: unknown, { ctrl, name }: { ctrl?: boolean; name?: string }) => {
    if (ctrl === true && name === 'd') end();
  };
  process.stdin.on('keypress', onKey).once('end', end);
  try {
    return await question({ signal: gone.signal });
  } catch (error) {
    if (!interruptions.has((error as Error).name)) throw error;
    throw new Failure('the walk was interrupted', { fix: 'call it again: it goes on where it was', cause: error });
  } finally {
    process.stdin.off('keypress', onKey).off('end', end);
  }
}

const interruptions: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError']);
