import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Writable } from 'node:stream';

/**
 * Takes commands from 3 and tells each one's exit code on 4; the terminal is theirs. What a line in the middle ended
 * with is told where the last one went well. An interrupt ends the command, and not the shell.
 */
const loop = `trap : INT
while IFS= read -r -d '' -u 3 text; do
  failed=0; trap 'failed=$?' ERR
  eval "$text" 3<&- 4>&-; ended=$?
  trap - ERR; [ $ended -ne 0 ] || ended=$failed
  echo $ended >&4
done`;

/** One bash for a whole page, so that a variable or function of one step is there in the next. */
export class Shell {
  #bash: ChildProcess | undefined;
  #codes: Interface | undefined;

  /** Runs commands with the terminal as theirs, and returns the exit code. A bash that they end is begun anew next time. */
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
