import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const modules = join(import.meta.dirname, '..');

/** What each process runs: says `leads`, then `step` again and again while it leads, and `ends`. */
const program = `
  import { setTimeout as wait } from 'node:timers/promises';
  import { pino } from '${modules}/../node_modules/pino/pino.js';
  import { whileLeader } from '${modules}/database/leader.ts';
  import { surviveLostConnections } from '${modules}/database/lost-connection.ts';
  surviveLostConnections();
  const stopping = new AbortController();
  process.once('SIGTERM', () => stopping.abort());
  await whileLeader('test', async ({ confirm, signal }) => {
    console.log('leads');
    try {
      for (;;) {
        await confirm();
        console.log('step');
        await wait(20, undefined, { signal });
      }
    } finally {
      console.log('ends');
    }
  }, { stop: stopping.signal, log: pino({ level: 'silent' }) });
`;

/** A process that leads whenever it may. */
export class LeaderProcess {
  readonly child: ChildProcess;
  /** When it said each word, by this process's clock. */
  readonly said: { word: string; at: number }[] = [];

  constructor(databaseUrl: string) {
    this.child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], BILLING_DATABASE_URL: databaseUrl },
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      for (const word of text.trim().split('\n')) this.said.push({ word, at: performance.now() });
    });
  }

  count(word: string): number {
    return this.said.filter((one) => one.word === word).length;
  }

  get leads(): boolean {
    return this.count('leads') > this.count('ends');
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

/** Waits until it is so. Throws after that many seconds. */
export async function until(isSo: () => boolean, secondsMax: number): Promise<void> {
  const end = performance.now() + secondsMax * 1000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so within ${secondsMax} s`);
    await wait(20);
  }
}
