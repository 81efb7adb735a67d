import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Connection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DatabaseClass, databaseClasses, type DatabaseRole, databaseRoles } from '../../policies/databases.ts';
import { erasedColumnsOf } from '../../policies/erasure.ts';
import { connect } from './connect.ts';
import type { LocalMariadb } from './local-mariadb.ts';
import { startPrivateMariadb } from './local-mariadb/private.ts';
import { findMariadb } from './local-mariadb/programs.ts';

/** Every way the server says "you may not"; any other error would mean that a test proves nothing. */
const accessErrors = [
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_ACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_CANT_CREATE_USER_WITH_GRANT',
];

const sql = (name: DatabaseClass, file: string) =>
  readFileSync(join(import.meta.dirname, '../../prisma', name, file), 'utf8');
const models = (name: DatabaseClass) =>
  [...sql(name, 'schema.prisma').matchAll(/^model (\w+)/gm)].map(([, table]) => table);
/** Rights on single tables. */
const tableGrants = (name: DatabaseClass, role: DatabaseRole) =>
  [...sql(name, 'grants.sql').matchAll(/^GRANT ([^;]+?)\s+ON `(\w+)`\.`(\w+)` TO '(\w+)'@'%';$/gm)]
    .map(([, rights, database, table, user]) => ({ rights, database, table, user }))
    .filter(({ user }) => user === `${name}_${role}`);

let local: LocalMariadb;
let administrator: Connection;
const open: Connection[] = [];
const usersOf = (name: DatabaseClass): readonly DatabaseRole[] => databaseRoles[name];
const urlOf = (name: DatabaseClass, role: DatabaseRole) => (local.urls[name] as Record<DatabaseRole, string>)[role];
const logIn = async (url: string) => {
  const connection = await connect(url, 'URL', { multipleStatements: true });
  open.push(connection);
  return connection;
};

beforeAll(async () => {
  local = await startPrivateMariadb();
  administrator = await logIn(local.adminUrl);
}, 60_000);
afterAll(async () => {
  for (const connection of open) await connection.end();
  await local.stop();
}, 60_000);

async function expectRefused(connection: Connection, statement: string): Promise<void> {
  const error = await connection.query(statement).then(
    () => 'it was allowed',
    (cause: { code?: string; message: string }) => cause,
  );
  expect(accessErrors, `${statement}: ${JSON.stringify(error)}`).toContain((error as { code?: string }).code);
}

describe('the files', () => {
  test.each(databaseClasses)('every table of %s is granted to its app, and no other table is', (name) => {
    expect(
      tableGrants(name, 'app')
        .map(({ table }) => table)
        .sort(),
    ).toEqual(['_prisma_migrations', ...models(name)].sort());
    expect(
      usersOf(name)
        .flatMap((role) => tableGrants(name, role))
        .every(({ database }) => database === name),
    ).toBe(true);
  });

  test('billing’s app may delete nothing, and both apps only read what says which database it is', () => {
    expect(tableGrants('billing', 'app').filter(({ rights }) => /DELETE|ALL/.test(rights ?? ''))).toEqual([]);
    const readOnly = { billing: ['billing_erasures'], main: [] };
    for (const name of databaseClasses) {
      const tables = tableGrants(name, 'app').filter(({ rights }) => rights === 'SELECT');
      expect(tables.map(({ table }) => table)).toEqual(['_prisma_migrations', 'database_identity', ...readOnly[name]]);
    }
  });

  test('billing’s privacy user may change exactly the columns that the matrix erases, and what is its own or goes by age', () => {
    const rights = Object.fromEntries(tableGrants('billing', 'privacy').map(({ table, rights }) => [table, rights]));
    const erased = (table: string, more: string[] = []) =>
      `SELECT, UPDATE (${[...erasedColumnsOf(table), ...more].map((column) => `\`${column}\``).join(', ')})`;
    expect(rights).toEqual({
      database_identity: 'SELECT',
      billing_webhooks: erased('billing_webhooks', ['payload_sha256', 'payload_removed']),
      billing_customers: erased('billing_customers'),
      billing_subscriptions: 'SELECT',
      billing_invoices: 'SELECT',
      billing_erasures: 'SELECT, INSERT, UPDATE (`events`, `finished_at`)',
      billing_erasure_requests: 'SELECT, UPDATE (`done_at`)',
      billing_access_log: 'SELECT, INSERT, DELETE',
      billing_idempotency_keys: 'SELECT, DELETE',
      billing_outbox: 'SELECT, DELETE',
      billing_changes: 'SELECT, DELETE',
      billing_object_reads: 'SELECT, DELETE',
    });
  });

  test.each(databaseClasses)('%s names no other database, nothing global, and no right to hand rights on', (name) => {
    const statements = ['database.sql', 'grants.sql'].map((file) => sql(name, file).replace(/^--.*$/gm, '')).join('');
    const other = name === 'billing' ? 'main' : 'billing';
    expect(statements).not.toMatch(new RegExp(`\\*\\.\\*|GRANT OPTION|ALL PRIVILEGES|\\b${other}`));
    // An underscore that is not escaped stands for any character.
    expect(statements).not.toMatch(/ON `[^`]*(?<!\\)_[^`]*`\.\*/);
  });

  test('running them again changes no right and locks nobody out', async () => {
    const users = databaseClasses.flatMap((name) => usersOf(name).map((role) => `'${name}_${role}'@'%'`));
    const grants = async () => {
      const rows: unknown[] = [];
      for (const user of users) rows.push(...(await administrator.query<unknown[]>(`SHOW GRANTS FOR ${user}`)));
      return rows;
    };
    const before = await grants();
    for (const name of databaseClasses) await administrator.query(sql(name, 'database.sql') + sql(name, 'grants.sql'));
    expect(await grants()).toEqual(before);
    for (const name of databaseClasses) for (const role of usersOf(name)) await logIn(urlOf(name, role));
  });

  test('a user is born locked: without a credential nobody can log in as it', async () => {
    await administrator.query(`CREATE USER IF NOT EXISTS 'billing_newborn'@'%' ACCOUNT LOCK`);
    await administrator.query(`GRANT SELECT ON billing.* TO 'billing_newborn'@'%'`);
    const url = `mariadb://billing_newborn@127.0.0.1:${local.port}/billing`;
    await expect(connect(url, 'URL')).rejects.toThrow('ER_ACCOUNT_HAS_BEEN_LOCKED');
    await administrator.query(`DROP USER 'billing_newborn'@'%'`);
  });
});

const pairs = databaseClasses.flatMap((name) => usersOf(name).map((role) => [name, role] as const));

describe('the wall', () => {
  test.each(pairs)('%s_%s can neither enter, read, write, nor build in the other database', async (name, role) => {
    const other = name === 'billing' ? 'main' : 'billing';
    const url = new URL(urlOf(name, role));
    url.pathname = `/${other}`;
    await expect(connect(url.href, 'URL')).rejects.toThrow('ER_DBACCESS_DENIED_ERROR');

    const connection = await logIn(urlOf(name, role));
    for (const table of ['database_identity', '_prisma_migrations', ...models(other)]) {
      await expectRefused(connection, `SELECT 1 FROM ${other}.${table} LIMIT 1`);
      await expectRefused(connection, `INSERT INTO ${other}.${table} SELECT * FROM ${other}.${table}`);
      await expectRefused(connection, `DELETE FROM ${other}.${table}`);
      await expectRefused(connection, `DROP TABLE ${other}.${table}`);
    }
    await expectRefused(connection, `CREATE TABLE ${other}.foothold (id INT)`);
    await expectRefused(connection, `CREATE DATABASE ${other}_foothold`);
    await expectRefused(connection, `RENAME TABLE ${name}.database_identity TO ${other}.stolen`);
    await expectRefused(connection, `SELECT authentication_string FROM mysql.user`);
    await expectRefused(connection, `CREATE USER 'foothold'@'%'`);
    await expectRefused(connection, `SET GLOBAL max_connections = 1`);
    const shown = await connection.query<{ Database: string }[]>('SHOW DATABASES');
    expect(shown.map(({ Database }) => Database)).not.toContain(other);
  });
});

describe('each user does its work and no more', () => {
  const event = `INSERT INTO billing_webhooks (event_id, type, object_id, created, received_at, livemode, state, payload)
    VALUES ('evt_1', 'customer.created', 'cus_1', NOW(), NOW(), 0, 'applied', 'x')`;
  const customer = `INSERT INTO billing_customers
      (id, email, name, currency, balance, delinquent, deleted, livemode, created,
       version_event_id, version_tied, read_afresh, version) VALUES
    ('cus_1', 'ü@example.com', 'Ü', 'eur', 0, 0, 0, 0, NOW(), 'evt_1', 0, 0, 1)`;
  const access = `INSERT INTO billing_access_log (at, actor, action, result) VALUES (NOW(), 'ada', 'look', 'done')`;
  const build = 'CREATE TABLE foothold (id INT)';
  const alterIdentity = `UPDATE database_identity SET uuid = 'x'`;

  const work: [DatabaseClass, DatabaseRole, { can: string[]; cannot: string[] }][] = [
    [
      'billing',
      'app',
      {
        can: [
          'SELECT class FROM database_identity',
          'SELECT migration_name FROM _prisma_migrations',
          event,
          customer,
          `UPDATE billing_webhooks SET state = 'quarantined'`,
          `INSERT INTO billing_customers SELECT * FROM billing_customers ON DUPLICATE KEY UPDATE balance = VALUES(balance)`,
          'SELECT COUNT(*) FROM billing_subscriptions, billing_invoices',
          'SELECT customer_id FROM billing_erasures',
          access,
          'SELECT actor FROM billing_access_log',
        ],
        cannot: [
          `INSERT INTO billing_erasures (customer_id, erased_at) VALUES ('cus_1', NOW())`,
          `UPDATE billing_erasures SET customer_id = 'cus_2'`,
          'DELETE FROM billing_erasures',
          `UPDATE billing_access_log SET actor = 'nobody'`,
          'DELETE FROM billing_access_log',
          'TRUNCATE billing_access_log',
          'REPLACE INTO billing_access_log SELECT * FROM billing_access_log',
          `${access} ON DUPLICATE KEY UPDATE actor = 'nobody'`,
          'DELETE FROM billing_webhooks',
          'DELETE FROM billing_customers',
          'TRUNCATE billing_webhooks',
          'REPLACE INTO billing_customers SELECT * FROM billing_customers',
          alterIdentity,
          `INSERT INTO database_identity SELECT * FROM database_identity`,
          `UPDATE _prisma_migrations SET checksum = ''`,
          build,
          'ALTER TABLE billing_webhooks ADD x INT',
          'DROP TABLE billing_invoices',
          'CREATE INDEX x ON billing_invoices (total)',
          'CREATE VIEW v AS SELECT 1',
          'LOCK TABLES billing_webhooks WRITE',
        ],
      },
    ],
    [
      'billing',
      'privacy',
      {
        can: [
          'SELECT class FROM database_identity',
          `UPDATE billing_webhooks SET payload_sha256 = SHA2(payload, 256), payload_removed = 'erased', payload = NULL`,
          'UPDATE billing_customers SET email = NULL, name = NULL',
          'SELECT COUNT(*) FROM billing_subscriptions, billing_invoices',
          `INSERT INTO billing_erasures (customer_id, erased_at) VALUES ('cus_1', NOW())`,
          'UPDATE billing_erasures SET events = 1, finished_at = NOW()',
          access,
          'DELETE FROM billing_access_log WHERE at < NOW() ORDER BY at LIMIT 1',
        ],
        cannot: [
          'SELECT * FROM _prisma_migrations',
          event,
          customer,
          'DELETE FROM billing_webhooks',
          `UPDATE billing_webhooks SET event_id = 'evt_2'`,
          `UPDATE billing_webhooks SET state = 'recorded'`,
          'DELETE FROM billing_customers',
          'UPDATE billing_customers SET balance = 0',
          'UPDATE billing_subscriptions SET status = 0',
          'DELETE FROM billing_subscriptions',
          'UPDATE billing_invoices SET total = 0',
          'DELETE FROM billing_invoices',
          'DELETE FROM billing_erasures',
          `UPDATE billing_erasures SET customer_id = 'cus_2'`,
          `UPDATE billing_access_log SET actor = 'nobody'`,
          'TRUNCATE billing_access_log',
          alterIdentity,
          build,
          'ALTER TABLE billing_webhooks DROP payload',
          'DROP TABLE billing_customers',
          'LOCK TABLES billing_webhooks WRITE',
        ],
      },
    ],
    [
      'main',
      'app',
      {
        can: [
          'SELECT class FROM database_identity',
          `INSERT INTO customers (email, name) VALUES ('a@example.com', 'A')`,
          `INSERT INTO gauges (customer_id, serial_number, description) SELECT id, 'S1', 'D' FROM customers`,
          `UPDATE gauges SET description = 'E'`,
          'DELETE FROM gauges',
          'DELETE FROM customers',
        ],
        cannot: [alterIdentity, build, 'DROP TABLE quotes', 'DELETE FROM _prisma_migrations', 'TRUNCATE customers'],
      },
    ],
    ...databaseClasses.flatMap((name): [DatabaseClass, DatabaseRole, { can: string[]; cannot: string[] }][] => [
      [
        name,
        'migrator',
        {
          can: [
            build,
            'ALTER TABLE foothold ADD x INT, ADD INDEX (x)',
            'CREATE TABLE child (id INT, x INT, FOREIGN KEY (x) REFERENCES foothold (x))',
            'INSERT INTO foothold VALUES (1, 2)',
            'UPDATE foothold SET x = 3',
            'DELETE FROM foothold',
            'RENAME TABLE child TO children',
            'DROP TABLE children, foothold',
          ],
          cannot: [
            `GRANT SELECT ON ${name}.* TO '${name}_app'@'%'`,
            `CREATE TRIGGER t BEFORE INSERT ON database_identity FOR EACH ROW SET @x = 1`,
            `CREATE DATABASE ${name}_scratch`,
          ],
        },
      ],
      [
        name,
        'backup',
        {
          can: [
            'SELECT class FROM database_identity',
            'SELECT name FROM mysql.proc',
            'SHOW CREATE TABLE database_identity',
            'SHOW TRIGGERS',
            'SHOW EVENTS',
          ],
          cannot: [
            `UPDATE mysql.proc SET body = ''`,
            'SELECT * FROM mysql.event',
            'CREATE PROCEDURE p() SELECT 1',
            'CREATE VIEW v AS SELECT 1',
            alterIdentity,
            'DELETE FROM database_identity',
            'DROP TABLE database_identity',
            'ALTER TABLE database_identity ADD x INT',
            build,
            `CREATE DATABASE ${name}_scratch`,
            ...models(name).map((table) => `INSERT INTO ${table} SELECT * FROM ${table}`),
          ],
        },
      ],
      [
        name,
        'restore',
        {
          can: [
            'SELECT name FROM mysql.proc',
            `CREATE DATABASE ${name}_20261122`,
            ...[name, `${name}_20261122`].flatMap((database) => [
              `USE ${database}`,
              'CREATE TABLE held (id INT)',
              'CREATE TEMPORARY TABLE held_meanwhile (id INT)',
              'DROP TEMPORARY TABLE held_meanwhile',
              'CREATE VIEW held_view AS SELECT id FROM held',
              'SHOW CREATE VIEW held_view',
              'CREATE TRIGGER held_trigger BEFORE INSERT ON held FOR EACH ROW SET NEW.id = 1',
              'CREATE PROCEDURE held_procedure() SELECT 1',
              'CALL held_procedure()',
              'ALTER PROCEDURE held_procedure COMMENT "held"',
              'CREATE FUNCTION held_function() RETURNS INT DETERMINISTIC RETURN 1',
              'SELECT held_function()',
              'CREATE EVENT held_event ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM held',
              'DROP EVENT held_event',
              'DROP PROCEDURE held_procedure',
              'DROP FUNCTION held_function',
              'DROP VIEW held_view',
              'DROP TABLE held',
            ]),
            `USE ${name}`,
            `DROP DATABASE ${name}_20261122`,
          ],
          cannot: [
            // Only an underscore, not any character, leads to a scratch database.
            `CREATE DATABASE ${name}x20261122`,
            `CREATE DATABASE ${name}2`,
            `GRANT SELECT ON ${name}.* TO '${name}_app'@'%'`,
            `CREATE PROCEDURE ${name}2.p() SELECT 1`,
            `CREATE EVENT ${name}2.e ON SCHEDULE EVERY 1 DAY DO SELECT 1`,
            `UPDATE mysql.proc SET body = ''`,
          ],
        },
      ],
    ]),
  ];

  test.each(work)('%s_%s', async (name, role, { can, cannot }) => {
    const connection = await logIn(urlOf(name, role));
    for (const statement of can) await connection.query(statement);
    for (const statement of cannot) await expectRefused(connection, statement);
  });

  test.each(databaseClasses)(
    '%s_restore builds a database beside the old one and swaps the tables by RENAME',
    async (name) => {
      const connection = await logIn(local.urls[name].restore);
      const tables = [...models(name), '_prisma_migrations'];
      const definitions = async () => {
        const rows: unknown[] = [];
        for (const table of tables)
          rows.push(...(await connection.query<unknown[]>(`SHOW CREATE TABLE ${name}.${table}`)));
        return rows;
      };
      const before = await definitions();
      await connection.query(`CREATE DATABASE ${name}_new; CREATE DATABASE ${name}_old`);
      // As a dump does: tables first, without their foreign keys being checked.
      for (const table of tables) {
        const [row] = await connection.query(`SHOW CREATE TABLE ${name}.${table}`);
        await connection.query(`SET foreign_key_checks = 0; USE ${name}_new; ${(row as Record<string, string>)['Create Table']};
        LOCK TABLES ${table} WRITE; ALTER TABLE ${table} DISABLE KEYS; UNLOCK TABLES;
        INSERT INTO ${name}_new.${table} SELECT * FROM ${name}.${table}; USE ${name}`);
      }
      const renames = tables.flatMap((table) => [
        `${name}.${table} TO ${name}_old.${table}`,
        `${name}_new.${table} TO ${name}.${table}`,
      ]);
      await connection.query(`RENAME TABLE ${renames.join(', ')}`);

      // Foreign keys follow their tables.
      expect(await definitions()).toEqual(before);
      // The app's grants are by name, so they hold for the new tables.
      const app = await logIn(local.urls[name].app);
      for (const table of tables) await app.query(`SELECT * FROM ${table}`);
      await connection.query(`DROP DATABASE ${name}_new; DROP DATABASE ${name}_old`);
    },
  );

  test.each(databaseClasses)('%s_backup can make a whole dump, with routines, triggers and events', async (name) => {
    const found = findMariadb();
    if (!('found' in found)) throw new Error('mariadb-dump is missing');
    await administrator.query(`
      CREATE TABLE ${name}.dumped (id INT);
      CREATE VIEW ${name}.dumped_view AS SELECT id FROM ${name}.dumped;
      CREATE TRIGGER ${name}.dumped_trigger BEFORE INSERT ON ${name}.dumped FOR EACH ROW SET NEW.id = 7;
      CREATE PROCEDURE ${name}.dumped_procedure() SELECT 'its body';
      CREATE FUNCTION ${name}.dumped_function() RETURNS INT DETERMINISTIC RETURN 7;
      CREATE EVENT ${name}.dumped_event ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM ${name}.dumped;`);
    const { username, password } = new URL(local.urls[name].backup);
    const options = ['--no-defaults', `--socket=${local.socketPath}`, `--user=${username}`, '--single-transaction'];
    const { stdout, stderr } = await promisify(execFile)(
      found.found.dump,
      [...options, '--routines', '--triggers', '--events', '--hex-blob', name],
      { env: { MYSQL_PWD: password } },
    );
    await administrator.query(`
      DROP EVENT ${name}.dumped_event; DROP FUNCTION ${name}.dumped_function; DROP PROCEDURE ${name}.dumped_procedure;
      DROP VIEW ${name}.dumped_view; DROP TABLE ${name}.dumped;`);
    expect(stderr).toBe('');
    for (const table of models(name)) expect(stdout).toContain(`CREATE TABLE \`${table}\``);
    const bodies = ['VIEW `dumped_view`', 'SET NEW.id = 7', `SELECT 'its body'`, 'RETURN 7', 'EVENT `dumped_event`'];
    for (const body of bodies) expect(stdout).toContain(body);
    expect(stdout).toMatch(/-- Dump completed on .*\n$/);
  });
});
