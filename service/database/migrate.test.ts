import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect } from './connect.ts';
import type { LocalMariadb } from './local-mariadb.ts';
import { startPrivateMariadb } from './local-mariadb/private.ts';
import { migrate } from './migrate.ts';

const ours = join(import.meta.dirname, '../../prisma/billing/migrations');
const names = readdirSync(ours).filter((name) => name !== 'migration_lock.toml');

let local: LocalMariadb;
let url: string;
let administrator: Connection;
let database: Connection;
/** A copy of billing's migrations, for a test to spoil. */
let folder: string;
let lines: string[];

const run = () => migrate('billing', url, (line) => lines.push(line), { folder });
interface Row {
  id: string;
  logs: string | null;
  started_at: Date;
  finished_at: Date | null;
}
const records = () => database.query<Row[]>('SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name');
const add = (name: string, sql: string) => {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'migration.sql'), sql);
};

beforeAll(async () => {
  local = await startPrivateMariadb();
  administrator = await connect(local.adminUrl, 'URL', { multipleStatements: true });
}, 60_000);
afterAll(async () => {
  await administrator.end();
  await local.stop();
}, 60_000);

beforeEach(async () => {
  await administrator.query('DROP DATABASE billing; CREATE DATABASE billing CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
  url = local.urls.billing.migrator;
  database = await connect(url, 'URL');
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-migrate-'));
  cpSync(ours, folder, { recursive: true });
  lines = [];
});
afterEach(async () => {
  await database.end();
  rmSync(folder, { recursive: true });
});

test('an empty database gets every migration, each named with its time', async () => {
  expect(await run()).toEqual(names);
  expect(lines).toHaveLength(names.length);
  for (const [index, name] of names.entries()) {
    expect(lines[index]).toMatch(new RegExp(`^billing: applied ${name} in \\d+ ms$`));
  }
});

test('the second run finds nothing to apply, and changes no record', async () => {
  await run();
  const before = await records();
  lines = [];
  expect(await run()).toEqual([]);
  expect(lines).toEqual([`billing: nothing to apply, all ${names.length} migrations are in place`]);
  expect(await records()).toEqual(before);
});

test('the bookkeeping is Prisma’s: table, checksum of the bytes, one step, times', async () => {
  await run();
  const [first] = await records();
  const bytes = readFileSync(join(ours, names[0]!, 'migration.sql'));
  expect(first).toMatchObject({
    checksum: createHash('sha256').update(bytes).digest('hex'),
    migration_name: names[0],
    logs: null,
    rolled_back_at: null,
    applied_steps_count: 1,
  });
  expect(first?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  expect(first?.finished_at?.getTime()).toBeGreaterThanOrEqual(Number(first?.started_at));
  const columns = await database.query(
    `SELECT column_name AS name, column_type AS type, is_nullable AS nullable, collation_name AS collation,
       column_default AS value, column_key AS 'key'
     FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '_prisma_migrations'
     ORDER BY ordinal_position`,
  );
  const text = { collation: 'utf8mb4_unicode_ci', value: null, nullable: 'NO', key: '' };
  const time = { type: 'datetime(3)', collation: null, value: 'NULL', nullable: 'YES', key: '' };
  expect(columns).toEqual([
    { name: 'id', type: 'varchar(36)', ...text, key: 'PRI' },
    { name: 'checksum', type: 'varchar(64)', ...text },
    { name: 'finished_at', ...time },
    { name: 'migration_name', type: 'varchar(255)', ...text },
    { name: 'logs', type: 'text', ...text, value: 'NULL', nullable: 'YES' },
    { name: 'rolled_back_at', ...time },
    { name: 'started_at', ...time, nullable: 'NO', value: 'current_timestamp(3)' },
    { name: 'applied_steps_count', type: 'int(10) unsigned', collation: null, value: '0', nullable: 'NO', key: '' },
  ]);
});

test('a new migration is applied alone', async () => {
  await run();
  add('20270101000000_note', 'CREATE TABLE note (id INT); INSERT INTO note VALUES (1), (2);');
  expect(await run()).toEqual(['20270101000000_note']);
  expect(await database.query('SELECT id FROM note')).toHaveLength(2);
});

test('a migration changed after it was applied stops the run, and is named', async () => {
  await run();
  appendFileSync(join(folder, names[1]!, 'migration.sql'), '-- a late thought\n');
  add('20270101000000_note', 'CREATE TABLE note (id INT)');
  await expect(run()).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringContaining(`migration ${names[1]} was changed after it had been applied`),
    fix: expect.stringContaining('write a new migration'),
  });
  expect(await records()).toHaveLength(names.length);
});

test('an applied migration that is not in the folder stops the run, and is named', async () => {
  await run();
  renameSync(join(folder, names[1]!), join(folder, '20270101000000_renamed'));
  await expect(run()).rejects.toThrow(
    `migration ${names[1]} was applied to the billing database but is not in the folder`,
  );
  expect(await records()).toHaveLength(names.length);
});

test('a migration that fails is recorded with its error and blocks the next run until it is marked rolled back', async () => {
  await run();
  add('20270101000000_bad', 'CREATE TABLE half (id INT); CREATE TABLE half (id INT); CREATE TABLE rest (id INT);');
  await expect(run()).rejects.toThrow(
    /20270101000000_bad .*failed: Table 'half' already exists \(ER_TABLE_EXISTS_ERROR\)/,
  );
  const failed = (await records()).at(-1);
  expect(failed).toMatchObject({ finished_at: null, applied_steps_count: 0 });
  expect(failed?.logs).toContain("Table 'half' already exists");

  await expect(run()).rejects.toMatchObject({
    message: expect.stringMatching(
      /20270101000000_bad of the billing database failed earlier: [^]*'half' already exists/,
    ),
    fix: expect.stringContaining(
      'prisma migrate resolve --rolled-back 20270101000000_bad ' +
        '--config prisma/billing/prisma.config.ts --schema prisma/billing/schema.prisma',
    ),
  });

  await database.query('DROP TABLE half');
  await database.query('UPDATE _prisma_migrations SET rolled_back_at = UTC_TIMESTAMP(3) WHERE id = ?', [failed?.id]);
  writeFileSync(join(folder, '20270101000000_bad/migration.sql'), 'CREATE TABLE half (id INT)');
  expect(await run()).toEqual(['20270101000000_bad']);
});

test('a run that is killed midway is a failed migration to the next one', async () => {
  await run();
  add('20270101000000_slow', 'CREATE TABLE before_it (id INT); SELECT SLEEP(2); CREATE TABLE after_it (id INT);');
  const program = `
    const { migrate } = await import(${JSON.stringify(join(import.meta.dirname, 'migrate.ts'))});
    await migrate('billing', ${JSON.stringify(url)}, () => undefined, { folder: ${JSON.stringify(folder)} });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' });
  const tables = () => database.query<object[]>(`SHOW TABLES LIKE '%it'`);
  while ((await tables()).length === 0) expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect(run()).rejects.toThrow('20270101000000_slow of the billing database failed earlier: it was stopped');
}, 30_000);

test('of two at once one works, and the other waits and finds nothing to do', async () => {
  const applied = await Promise.all([run(), run(), run()]);
  expect(applied.map((one) => one.length).sort()).toEqual([0, 0, names.length]);
  expect(await records()).toHaveLength(names.length);
});

test('a run waits while Prisma’s own migrate holds its lock', async () => {
  await database.query(`SELECT GET_LOCK('prisma_migrate', 10)`);
  const waiting = run();
  await expect(Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).resolves.toBe(
    'waits',
  );
  await database.query(`SELECT RELEASE_LOCK('prisma_migrate')`);
  expect(await waiting).toEqual(names);
});

test('the other database is refused before anything is changed there', async () => {
  const main = await connect(local.urls.main.migrator, 'URL');
  const before = await main.query('SELECT * FROM _prisma_migrations');
  const wrong = migrate('billing', local.urls.main.migrator, () => undefined);
  await expect(wrong).rejects.toThrow('this URL leads to the main database, not to billing');
  expect(await main.query('SELECT * FROM _prisma_migrations')).toEqual(before);
  await main.end();
});

test('a database that has tables but no identity row is refused', async () => {
  await database.query('CREATE TABLE wordpress_posts (id INT)');
  await expect(run()).rejects.toThrow('this URL leads to a database without an identity row, not to billing');
  expect(await database.query('SHOW TABLES')).toHaveLength(1);
});

test('a database that has lost its bookkeeping is refused', async () => {
  await run();
  await database.query('DROP TABLE _prisma_migrations');
  await expect(run()).rejects.toThrow('the billing database has tables, but no _prisma_migrations');
});

test('what Prisma itself would do to the other database ends at its first statement', async () => {
  const first = readFileSync(join(ours, names[0]!, 'migration.sql'), 'utf8');
  const main = await connect(local.urls.main.migrator, 'URL', { multipleStatements: true });
  await expect(main.query(first)).rejects.toMatchObject({ code: 'ER_TABLE_EXISTS_ERROR' });
  await main.end();
});

test('a wrong password and an unreachable server are named without showing the URL', async () => {
  const secret = url.replace(/:[^:@]*@/, ':hunter2@');
  const message = await migrate('billing', secret, () => undefined).catch((error: Error) => error.message);
  expect(message).toContain('cannot connect with BILLING_MIGRATOR_URL');
  expect(message).toContain('ER_ACCESS_DENIED_ERROR');
  expect(message).not.toContain('hunter2');
  await expect(migrate('billing', 'mysql://a:hunter2@127.0.0.1:1/billing', () => undefined)).rejects.toThrow(
    /127\.0\.0\.1:1/,
  );
});
