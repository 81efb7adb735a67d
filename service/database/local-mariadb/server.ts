import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../../failure.ts';
import { connect } from '../connect.ts';
import { dataPath, errorLogPath, makeSocketPath, temporaryPath } from './directory.ts';
import { fixForOutput } from './file-system-failure.ts';
import type { MariadbPrograms } from './programs.ts';
import { reapers, type RunningServer } from './running.ts';

/** Crash recovery of a local database on a slow disk is the longest honest start. */
const startSecondsMax = 60;
const portTries = 5;

/** Sizes that must be the same when the data directory is made and when it is served. */
export const defaultSettings: Record<string, string> = {
  'innodb-buffer-pool-size': '256M',
  'innodb-log-file-size': '256M',
};

/**
 * Starts mariadbd on the port that this directory had last, or on a free one, and waits until it answers. It is its
 * own session, so that a Ctrl-C in the terminal does not reach it. Throws a Failure with the end of the error log.
 */
export async function startServer(
  directory: string,
  programs: MariadbPrograms,
  settings: Record<string, string>,
  password: string,
  initFile?: string,
): Promise<RunningServer> {
  const socketPath = makeSocketPath(directory);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(lastPort(directory));
    try {
      const server = await startOnPort(directory, programs, settings, { password, initFile, port, socketPath });
      writeFileSync(join(directory, 'port'), String(port));
      return server;
    } catch (error) {
      // Between the look and the bind somebody else can take the port.
      const lostRace = error instanceof Failure && /Bind on TCP\/IP port|Address already in use/.test(error.message);
      if (!lostRace || attempt === portTries) throw error;
    }
  }
}

async function startOnPort(
  directory: string,
  programs: MariadbPrograms,
  settings: Record<string, string>,
  start: { password: string; initFile: string | undefined; port: number; socketPath: string },
): Promise<RunningServer> {
  const log = errorLogPath(directory);
  // A log of this start alone: what it says is quoted when the start fails.
  const output = openSync(log, 'w', 0o600);
  const child = spawn(
    programs.server,
    [
      '--no-defaults',
      `--datadir=${dataPath(directory)}`,
      `--tmpdir=${temporaryPath(directory)}`,
      `--socket=${start.socketPath}`,
      `--port=${start.port}`,
      '--bind-address=127.0.0.1',
      `--pid-file=${join(directory, 'mariadbd.pid')}`,
      `--log-error=${log}`,
      '--skip-name-resolve',
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_bin',
      '--default-time-zone=+00:00',
      '--sql-mode=STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-doublewrite=ON',
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
      ...(start.initFile === undefined ? [] : [`--init-file=${start.initFile}`]),
      ...Object.entries({ ...defaultSettings, ...settings }).map(([name, value]) => `--${name}=${value}`),
    ],
    { detached: true, cwd: '/', stdio: ['ignore', output, output] },
  );
  closeSync(output);
  let ended: string | undefined;
  const exit = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = error.message;
      resolve();
    });
    child.once('exit', (code, signalName) => {
      ended = `it ended with ${signalName ?? `exit code ${code}`}`;
      resolve();
    });
  });
  // A server keeps no run alive, but a run that waits for its end must live until then.
  child.unref();
  const reap = () => {
    child.ref();
    return exit;
  };
  if (child.pid !== undefined) reapers.set(child.pid, reap);
  await waitUntilReady(directory, start.port, start.password, () => ended);
  return { processId: child.pid ?? 0, port: start.port, socketPath: start.socketPath };
}

/** Waits until the server lets root in. `ended` says why there is nothing to wait for any more. */
export async function waitUntilReady(
  directory: string,
  port: number,
  password: string,
  ended: () => string | undefined,
): Promise<void> {
  const end = Date.now() + startSecondsMax * 1000;
  for (;;) {
    let refusal: unknown;
    try {
      const connection = await connect(adminUrl(port, password), 'the local root');
      await connection.end();
      return;
    } catch (error) {
      refusal = error;
    }
    const reason = ended() ?? (Date.now() > end ? `it does not answer after ${startSecondsMax} s` : undefined);
    if (reason !== undefined) {
      const log = endOfErrorLog(directory);
      throw new Failure(`the local MariaDB did not start: ${reason}\n${log}`, {
        fix: fixForOutput(log, `mend what its error log names: ${errorLogPath(directory)}`),
        cause: refusal,
      });
    }
    await sleep(15);
  }
}

export function adminUrl(port: number, password: string): string {
  return `mariadb://root:${password}@127.0.0.1:${port}/mysql`;
}

function endOfErrorLog(directory: string): string {
  const log = errorLogPath(directory);
  if (!existsSync(log)) return '  (it wrote no error log)';
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12);
  return lines.map((line) => `  ${line}`).join('\n');
}

function lastPort(directory: string): number {
  const file = join(directory, 'port');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || 0 : 0;
}

/** `wanted` if it is free, else one that the kernel picks. */
async function freePort(wanted: number): Promise<number> {
  const port = await new Promise<number | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
  return port ?? freePort(0);
}
