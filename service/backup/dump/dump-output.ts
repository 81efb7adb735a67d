import type { ConnectionConfig } from 'mariadb';
import { stallSecondsMax } from '../../../policies/backup.ts';
import { Failure } from '../../../failure.ts';
import { startClient } from './client-process.ts';
import type { ClientProgram } from './programs.ts';

/**
 * What the dump program prints. The stream ends well only where the program did; it throws a Failure where the program
 * failed, was killed, or printed nothing for too long. Whoever stops reading ends the program.
 */
export async function* dumpOutput(
  program: ClientProgram,
  target: ConnectionConfig,
  words: readonly string[],
): AsyncGenerator<Buffer> {
  const { child, ended } = startClient(program, target, words);
  child.stdin!.end();
  // Awaited below; until then its rejection must not count as unhandled.
  ended.catch(() => undefined);
  let stalled = false;
  const stall = setTimeout(() => {
    stalled = true;
    child.kill('SIGKILL');
  }, stallSecondsMax * 1000);
  try {
    for await (const chunk of child.stdout! as AsyncIterable<Buffer>) {
      stall.refresh();
      yield chunk;
    }
    if (!stalled) await ended;
  } finally {
    clearTimeout(stall);
    if (child.exitCode === null) child.kill('SIGKILL');
  }
  if (stalled) {
    throw new Failure(`${program.path} printed nothing for ${stallSecondsMax} s`, {
      fix: 'see what it waits for on the server: SHOW FULL PROCESSLIST',
    });
  }
}
