import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Connection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DatabaseClass, databaseClasses, type DatabaseRole, databaseRoles } from '../../policies/databases.ts';
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
const appGrants = (name: DatabaseClass) =>
  [...sql(name, 'grants.sql').matchAll(/^GRANT (.+) ON `(\w+)`\.`(\w+)` TO '(\w+)'@'%';$/gm)].map(
    ([, rights, database, table, user]) => ({ rights, database, table, user }),
  );

let local: LocalMariadb;
let administrator: Connection;
const open: Connection[] = [];
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
      appGrants(name)
        .map(({ table }) => table)
        .sort(),
    ).toEqual(['_prisma_migrations', ...models(name)].sort());
    expect(appGrants(name).every(({ database, user }) => database === name && user === `${name}_app`)).toBe(true);
  });

  test('billing’s app may delete nothing, and both apps only read what says which database it is', () => {
    expect(appGrants('billing').filter(({ rights }) => /DELETE|ALL/.test(rights ?? ''))).toEqual([]);
    for (const name of databaseClasses) {
      const readOnly = appGrants(name).filter(({ rights }) => rights === 'SELECT');
      expect(readOnly.map(({ table }) => table)).toEqual(['_prisma_migrations', 'database_identity']);
    }
  });

  test.each(databaseClasses)('%s names no other database, nothing global, and no right to hand rights on', (name) => {
    const statements = ['database.sql', 'grants.sql'].map((file) => sql(name, file).replace(/^--.*$/gm, '')).join('');
    const other = name === 'billing' ? 'main' : 'billing';
    expect(statements).not.toMatch(new RegExp(`\\*\\.\\*|GRANT OPTION|ALL PRIVILEGES|\\b${other}`));
    // An underscore that is not escaped stands for any character.
    expect(statements).not.toMatch(/ON `[^`]*(?<!\\)_[^`]*`\.\*/);
  });

  test('running them again changes no right and locks nobody out', async () => {
    const users = databaseClasses.flatMap((name) => databaseRoles.map((role) => `'${name}_${role}'@'%'`));
    const grants = async () => {
      const rows: unknown[] = [];
      for (const user of users) rows.push(...(await administrator.query<unknown[]>(`SHOW GRANTS FOR ${user}`)));
      return rows;
    };
    const before = await grants();
    for (const name of databaseClasses) await administrator.query(sql(name, 'database.sql') + sql(name, 'grants.sql'));
    expect(await grants()).toEqual(before);
    for (const name of databaseClasses) for (const role of databaseRoles) await logIn(local.urls[name][role]);
  });

  test('a user is born locked: without a credential nobody can log in as it', async () => {
    await administrator.query(`CREATE USER IF NOT EXISTS 'billing_newborn'@'%' ACCOUNT LOCK`);
    await administrator.query(`GRANT SELECT ON billing.* TO 'billing_newborn'@'%'`);
    const url = `mariadb://billing_newborn@127.0.0.1:${local.port}/billing`;
    await expect(connect(url, 'URL')).rejects.toThrow('ER_ACCOUNT_HAS_BEEN_LOCKED');
    await administrator.query(`DROP USER 'billing_newborn'@'%'`);
  });
});

const pairs = databaseClasses.flatMap((name) => databaseRoles.map((role) => [name, role] as const));

describe('the wall', () => {
  test.each(pairs)('%s_%s can neither enter, read, write, nor build in the other database', async (name, role) => {
    const other = name === 'billing' ? 'main' : 'billing';
    const url = new URL(local.urls[name][role]);
    url.pathname = `/${other}`;
    await expect(connect(url.href, 'URL')).rejects.toThrow('ER_DBACCESS_DENIED_ERROR');

    const connection = await logIn(local.urls[name][role]);
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
  const customer = `INSERT INTO billing_customers VALUES
    ('cus_1', 'ü@example.com', 'Ü', 'eur', 0, 0, 0, 0, NOW(), 'evt_1', 0, 0, 1)`;
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
        ],
        cannot: [
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
            'SHOW CREATE TABLE database_identity',
            'SHOW TRIGGERS',
            'SHOW EVENTS',
          ],
          cannot: [
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
          can: [`CREATE DATABASE ${name}_20261122`, `DROP DATABASE ${name}_20261122`],
          cannot: [
            // Only an underscore, not any character, leads to a scratch database.
            `CREATE DATABASE ${name}x20261122`,
            `CREATE DATABASE ${name}2`,
            `GRANT SELECT ON ${name}.* TO '${name}_app'@'%'`,
            'CREATE VIEW v AS SELECT 1',
          ],
        },
      ],
    ]),
  ];

  test.each(work)('%s_%s', async (name, role, { can, cannot }) => {
    const connection = await logIn(local.urls[name][role]);
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
    const { username, password } = new URL(local.urls[name].backup);
    const options = ['--no-defaults', `--socket=${local.socketPath}`, `--user=${username}`, '--single-transaction'];
    const { stdout, stderr } = await promisify(execFile)(
      found.found.dump,
      [...options, '--routines', '--triggers', '--events', '--hex-blob', name],
      { env: { MYSQL_PWD: password } },
    );
    expect(stderr).toBe('');
    for (const table of models(name)) expect(stdout).toContain(`CREATE TABLE \`${table}\``);
    expect(stdout).toMatch(/-- Dump completed on .*\n$/);
  });
});
