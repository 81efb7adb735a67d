import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface TimedRun {
  seconds: number;
  /** Of the process itself, not of those that it started. */
  peakMebibytes: number;
}

const pollMilliseconds = 50;

/** Runs a program and watches the most memory that the kernel has seen it use. Throws what it said where it fails. */
export async function timeProcess(
  [program, ...words]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<TimedRun> {
  const startedAt = performance.now();
  const child = spawn(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-5_000)));
  let peakMebibytes = 0;
  const polling = setInterval(() => (peakMebibytes = Math.max(peakMebibytes, peakOf(child.pid!))), pollMilliseconds);
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  clearInterval(polling);
  if (ended !== '0') throw new Error(`${program} ${words.join(' ')} ended with ${ended}: ${said}`);
  return { seconds: (performance.now() - startedAt) / 1000, peakMebibytes };
}

/** The kernel's high-water mark; 0 once the process is gone. */
function peakOf(processId: number): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
