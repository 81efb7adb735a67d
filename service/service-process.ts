import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../failure.ts';

const launcher = join(import.meta.dirname, '../bulkhead');

/** `bulkhead serve` as a process of its own. */
export interface ServiceProcess {
  url: string;
  processId: number;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number>;
}

/** Starts the service on a free port. Throws a Failure with what it printed where it ends before it listens. */
export async function startService(environment: Record<string, string>): Promise<ServiceProcess> {
  const child = spawn(launcher, ['serve'], {
    // The URL it is given is whole, and the job whose last line is awaited is ours, not its.
    env: { ...process.env, PORT: '0', BILLING_DATABASE_PASSWORD: '', BULKHEAD_JOB: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const port = await listeningPort(child);
  if (port === undefined) {
    throw new Failure('the service ended before it listened', { fix: errors.join('').trim() || 'see its log' });
  }
  return {
    url: `http://127.0.0.1:${port}`,
    processId: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      return child.exitCode ?? 1;
    },
  };
}

/** Reads the log until it names the port, then empties the pipe unread so that it never fills. */
function listeningPort(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.includes('"listening"')) return;
      resolve((JSON.parse(line) as { port: number }).port);
      lines.close();
      child.stdout!.resume();
    });
    child.once('exit', () => resolve(undefined));
  });
}
