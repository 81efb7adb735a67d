import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseClasses, databaseRoles } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';
import { connect } from './connect.ts';
import { type LocalMariadb, startLocalMariadb } from './local-mariadb.ts';
import { copyTemplate, startPrivateMariadb } from './local-mariadb/private.ts';
import { allGone, processesWith } from './local-mariadb/processes.ts';
import { findServer } from './local-mariadb/running.ts';

const settings = { 'innodb-buffer-pool-size': '32M', 'innodb-log-file-size': '32M' };
/** A keeper looks every 0.3 s, and a second time a second later. */
const keeperMilliseconds = 6000;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-local-test-'));
const processes = () => processesWith(folder);
let count = 0;
const newDirectory = () => join(folder, String((count += 1)));
/** One that another run has set up before: most of these facts are not about that. */
function preparedDirectory(): string {
  const directory = newDirectory();
  copyTemplate(directory);
  return directory;
}
const start = (directory: string) => startLocalMariadb({ directory, settings });

const children = new Set<ChildProcess>();

/** Another process that starts the local MariaDB of a directory, and holds it until it is killed. */
function startInChild(directory: string, temporary = false): ChildProcess & { ready: Promise<void> } {
  const program = `
    const { startLocalMariadb } = await import(${JSON.stringify(join(import.meta.dirname, 'local-mariadb.ts'))});
    await startLocalMariadb(${JSON.stringify({ directory, settings, temporary })});
    process.stdout.write('ready');
    setInterval(() => undefined, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  children.add(child);
  const ready = Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the child ended with ${code}`))),
  ]).then(() => undefined);
  // A test that kills the child before it is ready does not wait for this.
  ready.catch(() => undefined);
  return Object.assign(child, { ready });
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const connection = await connect(url, 'URL');
  try {
    return await connection.query<T[]>(sql);
  } finally {
    await connection.end();
  }
}

const addCustomer = (local: LocalMariadb, name: string) =>
  query(local.urls.main.app, `INSERT INTO customers (email, name) VALUES ('${name}@example.com', '${name}')`);
const customers = async (local: LocalMariadb) =>
  (await query<{ name: string }>(local.urls.main.app, 'SELECT name FROM customers ORDER BY id')).map(
    ({ name }) => name,
  );

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  const gone = await allGone(processes, keeperMilliseconds);
  rmSync(folder, { recursive: true, force: true });
  expect(gone, 'no process is left of these tests').toBe(true);
}, 20_000);

describe('one run', () => {
  let local: LocalMariadb;
  beforeAll(async () => {
    local = await start(newDirectory());
  }, 60_000);
  afterAll(() => local.stop(), 60_000);

  test('every user of both databases can log in, with the passwords of a file that only this user reads', async () => {
    for (const name of databaseClasses) {
      expect(Object.keys(local.urls[name])).toEqual([...databaseRoles[name]]);
      for (const [role, url] of Object.entries(local.urls[name])) {
        const [row] = await query<{ who: string }>(url, 'SELECT CURRENT_USER() AS who');
        expect(row?.who).toBe(`${name}_${role}@%`);
      }
    }
    expect(statSync(join(local.directory, 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(statSync(local.directory).mode & 0o777).toBe(0o700);
  });

  test('root has a password, and nobody else is there', async () => {
    const url = `mariadb://root@127.0.0.1:${local.port}/mysql`;
    await expect(connect(url, 'URL')).rejects.toThrow('ER_ACCESS_DENIED_ERROR');
    const users = await query<{ who: string }>(
      local.adminUrl,
      `SELECT CONCAT(User, '@', Host) AS who FROM mysql.global_priv WHERE User NOT LIKE '%\\_%' ORDER BY 1`,
    );
    expect(users.map(({ who }) => who)).toEqual(['mariadb.sys@localhost', 'root@127.0.0.1', 'root@localhost']);
  });

  test('the server is durable, strict, in UTC and Unicode, and listens on this machine alone', async () => {
    const [row] = await query(
      local.urls.billing.app,
      `SELECT @@innodb_flush_log_at_trx_commit AS flush, @@innodb_doublewrite AS doublewrite, @@time_zone AS zone,
        @@character_set_server AS characters, @@bind_address AS address, @@skip_name_resolve AS skip,
        @@sql_mode LIKE '%STRICT_TRANS_TABLES%' AS strict`,
    );
    expect(row).toMatchObject({ zone: '+00:00', characters: 'utf8mb4', address: '127.0.0.1' });
    expect(Object.values(row as object).map(String)).toEqual(['1', '1', '+00:00', 'utf8mb4', '127.0.0.1', '1', '1']);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('after %s the server comes back with its data and port', async (name) => {
    const { port, processId } = local;
    await addCustomer(local, name);
    await local.stopServer(name);
    await expect(connect(local.urls.main.app, 'URL')).rejects.toThrow(Failure);
    await local.startServer();
    expect(local.port).toBe(port);
    expect(local.processId).not.toBe(processId);
    expect(await customers(local)).toContain(name);
  });

  test('a directory from before a user existed gets it at the next start, and keeps its other passwords', async () => {
    const { urls, directory } = local;
    await local.stop();
    const file = join(directory, 'credentials.json');
    const { root, users } = JSON.parse(readFileSync(file, 'utf8')) as { root: string; users: Record<string, string> };
    delete users['billing_privacy'];
    writeFileSync(file, JSON.stringify({ root, users }));
    writeFileSync(join(directory, 'prepared'), 'with the grants of that time');
    local = await start(directory);
    const { privacy, ...others } = local.urls.billing;
    expect(await query(privacy, 'SELECT class FROM database_identity')).toEqual([{ class: 'billing' }]);
    expect(urls.billing).toMatchObject(others);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('stop() and a new start keep the data and the URLs', async () => {
    await addCustomer(local, 'kept');
    const { urls, directory } = local;
    await local.stop();
    expect(processesWith(directory)).toEqual([]);
    local = await start(directory);
    expect(local.urls).toEqual(urls);
    expect(await customers(local)).toContain('kept');
  });
});

describe('runs at once', () => {
  test('share one server, and the last one out stops it', async () => {
    const directory = newDirectory();
    const child = startInChild(directory);
    const [one, two] = await Promise.all([start(directory), start(directory), child.ready]);
    expect(two.processId).toBe(one.processId);
    expect(processesWith('mariadbd', `--datadir=${directory}/`)).toHaveLength(1);
    expect(processesWith('keeper.ts', directory)).toHaveLength(1);

    await one.stop();
    expect(await customers(two)).toEqual([]);
    await two.stop();
    expect(findServer(directory)?.processId).toBe(one.processId);
    await kill(child);
    expect(await allGone(() => processesWith(directory), keeperMilliseconds)).toBe(true);
  }, 60_000);

  test('two that stop at once leave nothing behind', async () => {
    const directory = preparedDirectory();
    const both = await Promise.all([start(directory), start(directory)]);
    await Promise.all(both.map((local) => local.stop()));
    expect(processesWith(directory)).toEqual([]);
  }, 60_000);
});

describe('a run that is killed', () => {
  test('has its server stopped by the keeper within seconds, and the next run has its data', async () => {
    const directory = preparedDirectory();
    const child = startInChild(directory);
    await child.ready;
    const local = await start(directory);
    await addCustomer(local, 'before');
    await local.stop();
    await kill(child);
    expect(await allGone(() => processesWith(directory), keeperMilliseconds)).toBe(true);
    expect(readFileSync(join(directory, 'error.log'), 'utf8')).toContain('Shutdown complete');

    const next = await start(directory);
    expect(await customers(next)).toEqual(['before']);
    await next.stop();
  }, 60_000);

  test('together with its keeper leaves a server that the next run adopts', async () => {
    const directory = preparedDirectory();
    const child = startInChild(directory);
    await child.ready;
    const server = findServer(directory);
    for (const { id } of processesWith('keeper.ts', directory)) process.kill(id, 'SIGKILL');
    await kill(child);

    const next = await start(directory);
    expect(next.processId).toBe(server?.processId);
    expect(processesWith('keeper.ts', directory)).toHaveLength(1);
    await next.stop();
    expect(processesWith(directory)).toEqual([]);
  }, 60_000);

  test('takes a temporary directory with it', async () => {
    const directory = preparedDirectory();
    const child = startInChild(directory, true);
    await child.ready;
    await kill(child);
    expect(await allGone(() => processesWith(directory), keeperMilliseconds)).toBe(true);
    expect(existsSync(directory)).toBe(false);
  }, 60_000);

  const moments = Array.from({ length: 6 }, (_, index) => 40 + index * 270);
  test.concurrent.each(moments)(
    '%i ms into the first set-up leaves a directory that the next run finishes',
    async (ms) => {
      const directory = join(folder, `killed-${ms}`);
      const child = startInChild(directory);
      await sleep(ms + Math.random() * 100);
      await kill(child);
      const next = await start(directory);
      await addCustomer(next, 'after');
      expect(await customers(next)).toEqual(['after']);
      expect(processesWith('mariadbd', `--datadir=${directory}/`)).toHaveLength(1);
      expect(readdirSync(directory).filter((name) => name.startsWith('install-'))).toEqual([]);
      await next.stop();
      expect(processesWith(directory)).toEqual([]);
      rmSync(directory, { recursive: true });
    },
    120_000,
  );
});

describe('a directory', () => {
  test('removed while its server runs is built afresh by the next run', async () => {
    const directory = preparedDirectory();
    const child = startInChild(directory);
    await child.ready;
    const server = findServer(directory);
    rmSync(directory, { recursive: true });
    const next = await start(directory);
    expect(next.processId).not.toBe(server?.processId);
    await kill(child);
    // Longer than the first run's keeper takes to see that its directory is gone.
    await sleep(1500);
    expect(await customers(next)).toEqual([]);
    expect(processesWith('mariadbd', `--datadir=${directory}/`)).toHaveLength(1);
    await next.stop();
  }, 60_000);

  test('deeper than a socket’s path may be long works, and the socket’s folder goes with it', async () => {
    const directory = join(newDirectory(), 'deep'.repeat(20), 'deeper'.repeat(10));
    copyTemplate(directory);
    const local = await start(directory);
    expect(local.socketPath.startsWith(directory)).toBe(false);
    expect(existsSync(local.socketPath)).toBe(true);
    await local.stop();
    expect(existsSync(join(local.socketPath, '..'))).toBe(false);
  }, 60_000);

  test('that cannot be made is a Failure that names it', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(start(join(file, 'mariadb'))).rejects.toMatchObject({
      name: 'Failure',
      fix: expect.stringContaining(file),
    });
  });

  test('whose data is broken is a Failure that quotes the server’s error log', async () => {
    const directory = preparedDirectory();
    await (await start(directory)).stop();
    rmSync(join(directory, 'data/ibdata1'));
    mkdirSync(join(directory, 'data/ibdata1'));
    await expect(start(directory)).rejects.toThrow(/did not start: it ended with exit code 1[^]*\[ERROR\]/);
    expect(processesWith(directory)).toEqual([]);
  }, 60_000);
});

test('startPrivateMariadb() leaves no file and no process behind', async () => {
  const local = await startPrivateMariadb(settings);
  expect(await customers(local)).toEqual([]);
  await local.stop();
  expect(existsSync(local.directory)).toBe(false);
  expect(processesWith(local.directory)).toEqual([]);
}, 60_000);
