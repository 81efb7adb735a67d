import type { Connection } from 'mariadb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseRoles } from '../../policies/databases.ts';
import { startCommand } from '../testing/command.ts';
import { LocalSecretsManager } from '../testing/local-secrets-manager.ts';
import { connect } from './connect.ts';
import type { LocalMariadb } from './local-mariadb.ts';
import { startPrivateMariadb } from './local-mariadb/private.ts';

const prefix = 'bulkhead/billing/production/';
const users = databaseRoles.billing.map((role) => `billing_${role}`);
const others = users.filter((user) => user !== 'billing_migrator');

let local: LocalMariadb;
let administrator: Connection;
let manager: LocalSecretsManager;
/** All that the commands of a test printed. */
let printed: string;

interface Credential {
  engine: string;
  host: string;
  port: number;
  username: string;
  password: string;
  dbname: string;
}
const secret = (user: string, stage = 'AWSCURRENT') =>
  JSON.parse(manager.secrets.get(prefix + user)!.get(stage)!) as Credential;
const keep = (user: string, password: string, stage = 'AWSCURRENT') =>
  manager.secrets.get(prefix + user)!.set(stage, JSON.stringify({ ...secret(user), username: user, password }));
const urlOf = (user: string, password: string) => `mariadb://${user}:${password}@127.0.0.1:${local.port}/billing`;
const logsIn = async (user: string, password = secret(user).password) => {
  const connection = await connect(urlOf(user, password), 'URL').catch(() => undefined);
  await connection?.end();
  return connection !== undefined;
};
const puts = () => manager.calls.filter((call) => call.startsWith('Put'));

async function run(words: string[], variables: Record<string, string> = {}) {
  const ended = await startCommand(words, { ...manager.environment, ...variables }).ended;
  printed += ended.stdout + ended.stderr;
  return ended;
}
const grant = (variables: Record<string, string> = {}) =>
  run(['grant', 'billing'], { BILLING_ADMIN_URL: local.adminUrl, BILLING_SECRET_PREFIX: prefix, ...variables });
const migrate = () =>
  run(['migrate', 'billing'], {
    BILLING_MIGRATOR_URL: `mariadb://billing_migrator@127.0.0.1:${local.port}/billing`,
    BILLING_MIGRATOR_PASSWORD: secret('billing_migrator').password,
  });

/** Everything that a server knows of billing's users. */
async function rights(): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (const user of users) rows.push(...(await administrator.query<unknown[]>(`SHOW GRANTS FOR '${user}'@'%'`)));
  return rows;
}

beforeAll(async () => {
  local = await startPrivateMariadb();
  administrator = await connect(local.adminUrl, 'URL', { multipleStatements: true });
});
afterAll(async () => {
  await administrator.end();
  await local.stop();
});

/** A new server, and secrets as infra/ makes them: there, without a value. */
beforeEach(async () => {
  await administrator.query('DROP DATABASE IF EXISTS billing');
  for (const user of users) await administrator.query(`DROP USER IF EXISTS '${user}'@'%'`);
  manager = await LocalSecretsManager.start();
  for (const user of users) manager.secrets.set(prefix + user, new Map());
  printed = '';
  return () => {
    for (const user of users) {
      for (const text of manager.secrets.get(prefix + user)?.values() ?? []) {
        const password = /"password":"([^"]+)"/.exec(text)?.[1] ?? text;
        expect(printed, 'no password is ever printed').not.toContain(password);
      }
    }
    manager.stop();
  };
});

test('on a new server: before `migrate` database and migrator, after it all users, each with its own credential', async () => {
  const first = await grant();
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(first.stdout).toMatch(
    /^billing_migrator: password made, kept in .*billing_migrator, and set\nbilling: \d+ migrations/,
  );
  expect(manager.calls.filter((call) => others.some((user) => call.endsWith(user)))).toEqual([]);

  expect(await migrate()).toMatchObject({ exitCode: 0 });
  const second = await grant();
  expect(second).toMatchObject({ exitCode: 0, stderr: '' });
  expect(second.stdout).toContain('billing_migrator: logs in with');
  for (const user of users) {
    expect(await logsIn(user), user).toBe(true);
    expect(secret(user)).toEqual({
      ...{ engine: 'mariadb', host: '127.0.0.1', port: local.port, username: user, dbname: 'billing' },
      password: expect.stringMatching(/^[-\w]{32}$/) as string,
    });
  }
  expect(new Set(users.map((user) => secret(user).password)).size).toBe(users.length);
  const before = await rights();

  manager.calls.length = 0;
  const third = await grant();
  const lines = ['billing_migrator', ...others].map((user) => `${user}: logs in with ${prefix}${user}\n`);
  expect(third.stdout).toBe(lines.join(''));
  expect({ puts: puts(), rights: await rights() }).toEqual({ puts: [], rights: before });
});

test('killed after a password was kept and before it was set: the next run sets that one', async () => {
  const running = startCommand(['grant', 'billing'], {
    ...manager.environment,
    BILLING_ADMIN_URL: local.adminUrl,
    BILLING_SECRET_PREFIX: prefix,
  });
  manager.onKept = () => running.kill();
  expect((await running.ended).exitCode).toBeNull();
  manager.onKept = undefined;
  const { password } = secret('billing_migrator');
  expect(await logsIn('billing_migrator')).toBe(false);

  const { stdout } = await grant();
  expect(stdout).toContain(`billing_migrator: password set as ${prefix}billing_migrator has it`);
  expect(secret('billing_migrator').password).toBe(password);
  expect(await logsIn('billing_migrator')).toBe(true);
});

describe('a rotation', () => {
  beforeEach(async () => {
    await grant();
  });

  test('that only the secret knows of is carried to the database', async () => {
    keep('billing_migrator', 'rotated-in-the-secret-only');
    expect((await grant()).exitCode).toBe(0);
    expect(await logsIn('billing_migrator', 'rotated-in-the-secret-only')).toBe(true);
    expect(puts()).toHaveLength(1);
  });

  test('that is under way is left alone: the database has the pending password already', async () => {
    keep('billing_migrator', 'pending-in-a-rotation', 'AWSPENDING');
    await administrator.query(`ALTER USER 'billing_migrator'@'%' IDENTIFIED BY 'pending-in-a-rotation'`);
    const { exitCode, stdout } = await grant();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('is about to make current');
    expect(await logsIn('billing_migrator', 'pending-in-a-rotation')).toBe(true);
  });

  test('that has not reached the database yet is left alone: the current password still works', async () => {
    keep('billing_migrator', 'pending-in-a-rotation', 'AWSPENDING');
    expect((await grant()).stdout).toContain('billing_migrator: logs in with');
    expect(await logsIn('billing_migrator')).toBe(true);
  });

  test('left the user locked: unlocked again', async () => {
    await administrator.query(`ALTER USER 'billing_migrator'@'%' ACCOUNT LOCK`);
    expect((await grant()).exitCode).toBe(0);
    expect(await logsIn('billing_migrator')).toBe(true);
  });
});

test('what RDS’s master user may do is enough', async () => {
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.MasterAccounts.html; no SUPER among them.
  await administrator.query(
    `CREATE USER 'rds_master'@'%' IDENTIFIED BY 'rds-master-password';
     GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES,
       CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW,
       CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER ON *.* TO 'rds_master'@'%' WITH GRANT OPTION`,
  );
  const master = {
    BILLING_ADMIN_URL: `mariadb://rds_master@127.0.0.1:${local.port}/billing`,
    BILLING_ADMIN_PASSWORD: 'rds-master-password',
  };
  try {
    expect(await grant(master)).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await migrate()).exitCode).toBe(0);
    expect(await grant(master)).toMatchObject({ exitCode: 0, stderr: '' });
    for (const user of users) expect(await logsIn(user), user).toBe(true);
    const asMaster = await rights();
    await grant();
    expect(await rights()).toEqual(asMaster);
  } finally {
    await administrator.query(`DROP USER 'rds_master'@'%'`);
  }
});

describe('refused, with the mend', () => {
  test('an administrator without rights', async () => {
    await administrator.query(`CREATE USER 'nobody'@'%' IDENTIFIED BY 'nobodys-password'`);
    const { exitCode, stderr } = await grant({ BILLING_ADMIN_URL: urlOf('nobody', 'nobodys-password') });
    await administrator.query(`DROP USER 'nobody'@'%'`);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/the database server refused: .*denied[^]*fix: connect as an administrator/);
    expect(stderr).not.toContain('nobodys-password');
  });

  test('one who may create users but not hand rights on', async () => {
    await administrator.query(
      `CREATE USER 'half'@'%' IDENTIFIED BY 'half-password'; GRANT CREATE, SELECT, CREATE USER ON *.* TO 'half'@'%'`,
    );
    const { exitCode, stderr } = await grant({ BILLING_ADMIN_URL: urlOf('half', 'half-password') });
    await administrator.query(`DROP USER 'half'@'%'`);
    expect({ exitCode, kept: puts() }).toEqual({ exitCode: 1, kept: [] });
    expect(stderr).toContain('WITH GRANT OPTION');
  });

  test('a database of this name that is another’s: nothing is changed', async () => {
    await administrator.query(
      `CREATE DATABASE billing;
       CREATE TABLE billing.database_identity (id INT, class VARCHAR(9), uuid CHAR(36), made_at DATETIME);
       INSERT INTO billing.database_identity VALUES (1, 'main', UUID(), NOW())`,
    );
    const { exitCode, stderr } = await grant();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('this URL leads to the main database, not to billing');
    expect(await administrator.query(`SELECT 1 FROM mysql.user WHERE User LIKE 'billing%'`)).toEqual([]);
    expect(manager.calls).toEqual([]);
  });

  test.each([
    ['Get', 'AccessDeniedException', 'cannot read the secret', 'secretsmanager:GetSecretValue'],
    ['Put', 'AccessDeniedException', 'cannot write the secret', 'secretsmanager:GetSecretValue'],
    ['Get', 'DecryptionFailure', 'cannot read the secret', 'kms:Decrypt'],
  ])('%s answered with %s', async (call, fault, message, mend) => {
    manager.refuse = (called) => (called.startsWith(call) ? fault : undefined);
    const { exitCode, stderr } = await grant();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${message} ${prefix}billing_migrator: ${fault}`);
    expect(stderr).toContain(mend);
  });

  test('a secret that is not there', async () => {
    manager.secrets.delete(`${prefix}billing_migrator`);
    const { exitCode, stderr } = await grant();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('cannot write the secret');
    expect(stderr).toContain('make the secret first');
  });

  test.each([
    ['text', 'a-bare-hidden-text'],
    ['of another user', '{"username":"admin","password":"hidden-password"}'],
    ['without a password', '{"username":"billing_migrator","password":""}'],
  ])('a secret that is no credential of the user: %s', async (_, text) => {
    manager.secrets.get(`${prefix}billing_migrator`)!.set('AWSCURRENT', text);
    const { exitCode, stderr } = await grant();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`the secret ${prefix}billing_migrator is not a credential of billing_migrator`);
    expect(stderr).not.toContain('hidden');
    manager.secrets.clear();
  });

  test('no configuration: all that is missing, at once', async () => {
    const { exitCode, stderr } = await run(['grant', 'billing']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('BILLING_ADMIN_URL is not set; BILLING_SECRET_PREFIX is not set');
    expect(stderr).toMatch(/BILLING_ADMIN_URL: mariadb:[^]*BILLING_SECRET_PREFIX: what comes before/);
  });
});
