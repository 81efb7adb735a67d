import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseUrls } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';
import { serve } from './local-mariadb/build.ts';
import { urlsFor } from './local-mariadb/credentials.ts';
import {
  errorLogPath,
  leasePath,
  makeDirectory,
  removeSocketFolder,
  setUpLockPath,
} from './local-mariadb/directory.ts';
import { fileSystemFailure } from './local-mariadb/file-system-failure.ts';
import { KernelLock } from '../machine/kernel-lock.ts';
import { allGone, processesWith, signal } from './local-mariadb/processes.ts';
import { endServers } from './local-mariadb/running.ts';
import { adminUrl } from './local-mariadb/server.ts';
import { ensureMariadb } from '../machine/mariadb.ts';

/** A MariaDB of this machine that holds both databases with their users, as production's two servers do. */
export interface LocalMariadb {
  /** One URL for each user, on 127.0.0.1, as the mariadb driver and Prisma's adapter take them. */
  readonly urls: DatabaseUrls;
  /** Root's, for what an administrator does. */
  readonly adminUrl: string;
  readonly socketPath: string;
  readonly port: number;
  /** Of mariadbd. */
  readonly processId: number;
  readonly directory: string;
  /** Gives this run's lease back; the last run out shuts the server down and waits until it has ended. */
  stop(): Promise<void>;
  /** Ends mariadbd for every run that shares it, and keeps the lease. For tests of what happens then. */
  stopServer(signalName?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts mariadbd again, with the same data and, unless somebody took it meanwhile, on the same port. */
  startServer(): Promise<void>;
}

export interface LocalMariadbOptions {
  /** Where the data lies. Default: `.bulkhead/mariadb` of this repository. */
  directory?: string;
  /** Gets a line for each thing that takes a while. */
  notice?: (line: string) => void;
  /** Settings of mariadbd, as `'innodb-buffer-pool-size': '64M'`. A server that already runs keeps its own. */
  settings?: Record<string, string>;
  /** The directory is for the while: it is removed by whoever stops the server. */
  temporary?: boolean;
}

/** Another run may be installing, starting, or recovering; a server may be shutting down. */
const waitSecondsMax = 120;

/**
 * Starts the MariaDB of a directory, or shares the one that another run has started there. Whatever an earlier run
 * left, finished or killed, is taken up or made afresh. Call stop() at the end; if the process is killed before, a
 * keeper stops the server within seconds. Throws a Failure when MariaDB is missing, does not start, or the
 * directory cannot be written.
 */
export async function startLocalMariadb(options: LocalMariadbOptions = {}): Promise<LocalMariadb> {
  const wanted = options.directory ?? join(import.meta.dirname, '../../.bulkhead/mariadb');
  const notice = options.notice ?? (() => undefined);
  try {
    const programs = await ensureMariadb(notice);
    const directory = makeDirectory(wanted);
    return await shareServer(directory, options, (report) =>
      serve(directory, programs, options.settings ?? {}, report),
    );
  } catch (error) {
    throw fileSystemFailure(error, wanted);
  }
}

async function shareServer(
  directory: string,
  options: LocalMariadbOptions,
  serveDirectory: (report: (line: string) => void) => ReturnType<typeof serve>,
): Promise<LocalMariadb> {
  const notice = options.notice ?? (() => undefined);
  const lease = new KernelLock(leasePath(directory));
  const setUp = () =>
    withSetUpLock(directory, notice, async () => {
      await takeLease(lease, directory);
      // Before the server, so that there is never a server without a keeper.
      startKeeper(directory, options.temporary ?? false);
      return await serveDirectory(notice);
    });
  const stop = () => giveLeaseBack(lease, directory, options.temporary ?? false);
  let served: Awaited<ReturnType<typeof serve>>;
  try {
    served = await setUp();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    directory,
    stop,
    get urls() {
      return urlsFor(served.credentials, served.server.port);
    },
    get adminUrl() {
      return adminUrl(served.server.port, served.credentials.root);
    },
    get socketPath() {
      return served.server.socketPath;
    },
    get port() {
      return served.server.port;
    },
    get processId() {
      return served.server.processId;
    },
    stopServer: (signalName = 'SIGTERM') => endServers(directory, signalName),
    startServer: async () => {
      served = await setUp();
    },
  };
}

/** One run at a time installs, starts or recovers. */
async function withSetUpLock<T>(directory: string, notice: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const lock = new KernelLock(setUpLockPath(directory));
  try {
    const tell = () => notice('another run is setting the local MariaDB up: waiting for it');
    if (!(await lock.take('exclusive', waitSecondsMax * 1000, tell))) {
      throw new Failure(`another run has been setting ${directory} up for ${waitSecondsMax} s`, {
        fix: 'see what it waits for, or end it; its lock ends with it',
      });
    }
    return await work();
  } finally {
    lock.close();
  }
}

async function takeLease(lease: KernelLock, directory: string): Promise<void> {
  if (await lease.take('shared', waitSecondsMax * 1000)) return;
  throw new Failure(`the MariaDB of ${directory} has been shutting down for ${waitSecondsMax} s`, {
    fix: `see ${errorLogPath(directory)}; its process is in: ps -ef | grep ${directory}`,
  });
}

const keeperProgram = join(import.meta.dirname, 'local-mariadb/keeper.ts');
const keepers = (directory: string) => processesWith(`${keeperProgram} ${directory} `);

function startKeeper(directory: string, temporary: boolean): void {
  if (keepers(directory).length > 0) return;
  const flags = temporary ? ['--remove-directory'] : [];
  const child = spawn(process.execPath, [keeperProgram, directory, ...flags], {
    detached: true,
    cwd: '/',
    stdio: 'ignore',
    // Without NODE_OPTIONS and the like, which a test runner sets for itself.
    env: {
      ...{ PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] },
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    },
  });
  child.unref();
}

async function giveLeaseBack(lease: KernelLock, directory: string, temporary: boolean): Promise<void> {
  // Somebody else's short look at the lock can make ours fail: only a lease seen several times is another run's.
  let othersSeen = 0;
  const end = Date.now() + waitSecondsMax * 1000;
  while (!lease.tryTake('exclusive')) {
    if (lease.tryTake('shared')) othersSeen += 1;
    lease.release();
    // Where neither can be had, the keeper or another last run is at the work below: wait for its end.
    if (othersSeen === 5 || Date.now() > end) {
      lease.close();
      return;
    }
    await sleep(20 + Math.random() * 20);
  }
  try {
    // Somebody has removed the directory, and a new run has made it again: what is there is no longer ours to stop.
    if (lease.file() === 'replaced') return;
    for (const { id } of keepers(directory)) signal(id, 'SIGKILL');
    await endServers(directory, temporary ? 'SIGKILL' : 'SIGTERM');
    await allGone(() => keepers(directory), 5000);
    removeSocketFolder(directory);
    if (temporary) rmSync(directory, { recursive: true, force: true });
  } finally {
    lease.close();
  }
}
