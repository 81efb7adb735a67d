import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll } from 'vitest';

const launcher = join(import.meta.dirname, '../../bulkhead');

/** A command of Bulkhead as an operator runs it: a real process. */
export interface RunningCommand {
  kill(): void;
  end(signal: NodeJS.Signals): void;
  ended: Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
}

const running = new Set<ChildProcess>();
afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

/** Starts `./bulkhead <words>` with these variables and nothing else of the test runner's environment. */
export function startCommand(words: readonly string[], variables: Record<string, string>): RunningCommand {
  const child = spawn(launcher, [...words], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...variables },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [exitCode]]) => ({ exitCode: exitCode as number | null, stdout, stderr }),
  );
  return { kill: () => child.kill('SIGKILL'), end: (signal) => child.kill(signal), ended };
}
