import { createInterface } from 'node:readline/promises';
import { exitCode, Failure } from '../../../failure.ts';

/**
 * Has a person type the name of the database that is about to be replaced or dropped; `--yes NAME` does it for scripts.
 * Throws a Failure (exit 2) for any other answer, and where nobody is there to answer.
 */
export async function confirm(database: string, yes: string | undefined, question: string): Promise<void> {
  const answer = yes ?? (await ask(`${question}\nType ${database} to go on: `));
  if (answer === database) return;
  throw new Failure(answer === undefined ? 'nobody is there to confirm' : `"${answer}" is not "${database}"`, {
    fix: `nothing was done; in a script, say --yes ${database}`,
    exitCode: exitCode.wrongUse,
  });
}

async function ask(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}
