import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Contestant } from './contenders.ts';

export interface Measurement {
  /** From the start of the process to its end. */
  seconds: number;
  /** The largest of its Node processes, at its peak. */
  peakMebibytes: number;
  stdout: string;
}

const probe = pathToFileURL(join(import.meta.dirname, 'peak-memory.ts')).href;

/** Runs a command as a terminal would. Throws where its output does not show that it did its work. */
export async function measureProcess({ command, proof }: Contestant, cwd: string): Promise<Measurement> {
  const [program, ...words] = command;
  const peakFile = join(tmpdir(), `bulkhead-bench-peak-${process.pid}`);
  const env = { ...process.env, NODE_OPTIONS: `--import=${probe}`, BENCH_PEAK_FILE: peakFile, NO_COLOR: '1' };
  try {
    const startedAt = performance.now();
    const { stdout, stderr } = await outputsOf(spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
    const seconds = (performance.now() - startedAt) / 1000;
    if (!proof.test(stdout)) throw new Error(`${command.join(' ')} did not do its work: ${stdout}${stderr}`);
    const peaks = readFileSync(peakFile, 'utf8').trim().split('\n').map(Number);
    return { seconds, peakMebibytes: Math.max(...peaks) / 1024, stdout };
  } finally {
    rmSync(peakFile, { force: true });
  }
}

async function outputsOf(child: ChildProcessByStdio<null, Readable, Readable>) {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  }
  await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  return texts;
}
