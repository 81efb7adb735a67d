import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** How a command ended; null where the shell itself did, or the time was up. */
export interface Ended {
  exitCode: number | null;
  /** What it printed, on both streams, in order. */
  output: string;
  timeIsUp: boolean;
}

/**
 * Reads one command after another, each up to a zero byte, so that what one sets the next one sees; says how each ended.
 * Commands read nothing: what asks a person has to be told by its flags.
 */
const loop =
  'while IFS= read -r -d "" -u 3 command; do eval "$command" >"$OUTPUT" 2>&1 </dev/null 3<&- 4>&-; printf "%s\\n" "$?" >&4; done';

/** One bash, in which the commands of a page are played. */
export class Shell {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bulkhead-rehearse-'));
  readonly #output = join(this.#folder, 'output');
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  /** `variables` is all that commands find set. */
  constructor(directory: string, variables: Record<string, string>) {
    this.#child = spawn('bash', ['--noprofile', '--norc', '-c', loop], {
      cwd: directory,
      // What a page makes with mktemp goes with its shell.
      env: { ...variables, TMPDIR: this.#folder, OUTPUT: this.#output },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // A process group of its own, so that what a command started ends with it.
      detached: true,
    });
    this.#closed = once(this.#child, 'exit');
    // Writing to a shell that has ended shows as its end.
    this.#in.on('error', () => undefined);
  }

  /** Runs one command; `signal` ends all of the shell, as does the time. */
  async run(command: string, secondsMax: number, signal: AbortSignal): Promise<Ended> {
    signal.throwIfAborted();
    let timeIsUp = false;
    const timer = setTimeout(() => {
      timeIsUp = true;
      this.#kill();
    }, secondsMax * 1000);
    const kill = () => this.#kill();
    signal.addEventListener('abort', kill, { once: true });
    try {
      const said = once(this.#told, 'data') as Promise<[Buffer]>;
      this.#in.write(`${command}\0`);
      const exitCode = await Promise.race([
        said.then(([text]) => Number(text.toString())),
        this.#closed.then(() => null),
      ]);
      signal.throwIfAborted();
      return { exitCode, output: this.#printed(), timeIsUp };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
    }
  }

  /** Ends it with all that it started, and removes its folder. */
  async end(): Promise<void> {
    this.#kill();
    await this.#closed;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #in(): Writable {
    return this.#child.stdio[3] as Writable;
  }

  get #told(): Readable {
    return this.#child.stdio[4] as Readable;
  }

  #printed(): string {
    try {
      return readFileSync(this.#output, 'utf8');
    } catch {
      return '';
    }
  }

  #kill(): void {
    try {
      process.kill(-this.#child.pid!, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
