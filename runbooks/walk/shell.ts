import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Writable } from 'node:stream';

/** What bash says of a command that an interrupt ended. */
export const interruptedCode = 130;

/**
 * Takes commands from 3 and tells each one's exit code on 4; the terminal is theirs. An interrupt ends the command, a
 * loop as a whole, and not the shell.
 */
const loop = `play() { trap 'return ${interruptedCode}' INT; eval "$1" 3<&- 4>&-; }
trap : INT
while IFS= read -r -d '' -u 3 text; do
  play "$text"; ended=$?
  trap : INT
  echo $ended >&4
done`;

/** One bash for a whole page, so that a variable or function of one step is there in the next. */
export class Shell {
  #bash: ChildProcess | undefined;
  #codes: Interface | undefined;

  /** Runs a command with the terminal as its own, and returns the exit code. A bash that it ends is begun anew next time. */
  async run(text: string): Promise<number> {
    const bash = (this.#bash ??= spawn('bash', ['-c', loop], {
      stdio: ['inherit', 'inherit', 'inherit', 'pipe', 'pipe'],
    }));
    this.#codes ??= createInterface({ input: bash.stdio[4] as NodeJS.ReadableStream });
    const codes = this.#codes;
    const stay = () => undefined;
    process.on('SIGINT', stay);
    try {
      return await new Promise<number>((resolve, reject) => {
        const exited = (code: number | null) => {
          this.#bash = this.#codes = undefined;
          resolve(code ?? 1);
        };
        bash.once('error', reject).once('exit', exited);
        codes.once('line', (line) => {
          bash.off('error', reject).off('exit', exited);
          resolve(Number(line));
        });
        (bash.stdio[3] as Writable).write(`${text}\0`);
      });
    } finally {
      process.off('SIGINT', stay);
    }
  }

  /** Ends the bash: it sees that no command comes any more. */
  end(): void {
    (this.#bash?.stdio[3] as Writable | undefined)?.end();
  }
}
