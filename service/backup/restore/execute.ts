import type { ConnectionConfig } from 'mariadb';
import { once } from 'node:events';
import { stallSecondsMax } from '../../../policies/backup.ts';
import { Failure } from '../../../failure.ts';
import { startClient } from '../dump/client-process.ts';
import type { ClientProgram } from '../dump/programs.ts';

/**
 * Has the client program execute a dump in a database. Resolves when the last statement is through. Throws a Failure where
 * a statement is refused (the client stops at the first one), where the source throws, and where the server takes nothing
 * for too long.
 */
export async function execute(
  program: ClientProgram,
  target: ConnectionConfig,
  database: string,
  source: AsyncIterable<Buffer>,
): Promise<void> {
  // Binary mode: a backslash or a NUL in the text is no command of the client's.
  const { child, ended } = startClient(program, target, ['--binary-mode', '--batch', `--database=${database}`]);
  ended.catch(() => undefined);
  child.stdout!.resume();
  // A client that stopped says why at its end; that its pipe broke is only how it is first noticed.
  child.stdin!.on('error', () => undefined);
  let stalled = false;
  const stall = setTimeout(() => {
    stalled = true;
    child.kill('SIGKILL');
  }, stallSecondsMax * 1000);
  const gone = ended.then(
    () => undefined,
    () => undefined,
  );
  try {
    for await (const chunk of source) {
      stall.refresh();
      if (!child.stdin!.writable) break;
      if (!child.stdin!.write(chunk)) await Promise.race([once(child.stdin!, 'drain'), gone]);
    }
    child.stdin!.end();
    await ended.catch((error: unknown) => {
      if (!stalled) throw error;
    });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(stall);
  }
  if (stalled) {
    throw new Failure(`the server took nothing of the dump for ${stallSecondsMax} s`, {
      fix: 'see what it waits for: SHOW FULL PROCESSLIST',
    });
  }
}
