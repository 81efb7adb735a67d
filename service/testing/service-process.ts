import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const launcher = join(import.meta.dirname, '../../bulkhead');

/** The signing secret that a service under test knows unless its test says otherwise. */
export const signingSecret = 'whsec_c2VydmljZS11bmRlci10ZXN0';

/** How a process ended, and all that it printed. */
export interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A `bulkhead serve` of its own, as production runs it: a real process on a free port. */
export interface ServiceProcess {
  port: number;
  /** What it has printed so far, both streams. */
  output(): string;
  ended: Promise<Ended>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

const running = new Set<ChildProcess>();
/** A test that fails does not come to the line that ends its service. */
afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

type Variables = Record<string, string | undefined>;

function spawnService(variables: Variables): { child: ChildProcess; printed: Ended; ended: Promise<Ended> } {
  const child = spawn(launcher, ['serve'], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of the test runner's own environment.
    env: { PATH: process.env['PATH'], PORT: '0', STRIPE_WEBHOOK_SECRETS: signingSecret, ...variables },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const printed: Ended = { exitCode: null, signal: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const ended = once(child, 'close').then(([exitCode, signal]) =>
    Object.assign(printed, { exitCode: exitCode as number | null, signal: signal as NodeJS.Signals | null }),
  );
  return { child, printed, ended };
}

/** Starts a service and waits until it listens. Throws with its output where it ends instead. */
export async function startService(variables: Variables): Promise<ServiceProcess> {
  const { child, printed, ended } = spawnService(variables);
  const port = new Promise<number>((resolve) => {
    const look = () => {
      const line = /^.*"msg":"listening".*$/m.exec(printed.stdout)?.[0];
      if (line === undefined) return;
      child.stdout!.off('data', look);
      resolve((JSON.parse(line) as { port: number }).port);
    };
    child.stdout!.on('data', look);
  });
  const tooSoon = ended.then(({ exitCode, stdout, stderr }) => {
    throw new Error(`the service ended with ${exitCode} instead of listening:\n${stdout}${stderr}`);
  });
  tooSoon.catch(() => undefined);
  return {
    port: await Promise.race([port, tooSoon]),
    output: () => printed.stdout + printed.stderr,
    ended,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs a service that is expected to end by itself. */
export function runService(variables: Variables): Promise<Ended> {
  return spawnService(variables).ended;
}
