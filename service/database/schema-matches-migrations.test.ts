import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseClasses, databases } from '../../policies/databases.ts';
import { connect } from './connect.ts';
import type { LocalMariadb } from './local-mariadb.ts';
import { startPrivateMariadb } from './local-mariadb/private.ts';
import { readMigrations } from './migration-history.ts';
import { differences, factsOfDatabase, factsOfPrisma, type SchemaFacts } from './schema-facts.ts';

const prismaFolder = join(import.meta.dirname, '../../prisma');

let local: LocalMariadb;
const wanted = {} as Record<(typeof databaseClasses)[number], SchemaFacts>;
const connections = {} as Record<(typeof databaseClasses)[number], Connection>;

beforeAll(async () => {
  // Keeps @prisma/internals from looking for its native engine, which reading a schema does not need.
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= '/bin/true';
  const { getDMMF } = (await import('@prisma/internals')).default;
  for (const name of databaseClasses) {
    const datamodel = readFileSync(join(prismaFolder, name, 'schema.prisma'), 'utf8');
    wanted[name] = factsOfPrisma(await getDMMF({ datamodel }));
  }
  local = await startPrivateMariadb();
  for (const name of databaseClasses) {
    connections[name] = await connect(local.urls[name].migrator, name, { multipleStatements: true });
  }
}, 60_000);

afterAll(async () => {
  for (const connection of Object.values(connections)) await connection.end();
  await local.stop();
}, 60_000);

test.each(databaseClasses)('the migrations of %s make what its schema.prisma says, and nothing else', async (name) => {
  expect(differences(wanted[name], await factsOfDatabase(connections[name]))).toEqual([]);
});

test.each(databaseClasses)('the tables of %s are those that policies/databases.ts gives it', (name) => {
  const tables = [...wanted[name].keys()].flatMap((fact) => /^table (.*)$/.exec(fact)?.[1] ?? []);
  expect(tables.sort()).toEqual([...databases[name].ownedTables].sort());
});

test('no migration has a name that both databases use: Prisma knows an applied one by its name alone', () => {
  const names = databaseClasses.flatMap((name) => readMigrations(join(prismaFolder, name, 'migrations')));
  expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
});

test('the first statement of the first migration makes database_identity', () => {
  for (const name of databaseClasses) {
    const [first] = readMigrations(join(prismaFolder, name, 'migrations'));
    expect(first?.sql.replace(/^--.*\n/gm, '').trimStart()).toMatch(/^CREATE TABLE `database_identity`/);
  }
});

test('Stripe’s ids and names are compared byte by byte', async () => {
  const columns = await connections.billing.query<{ name: string; collation: string }[]>(
    `SELECT CONCAT(table_name, '.', column_name) AS name, collation_name AS collation FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name LIKE 'billing\\_%'
       AND (column_name LIKE '%\\_id' OR column_name IN ('id', 'type', 'status', 'currency'))`,
  );
  expect(columns.length).toBeGreaterThan(15);
  expect(columns.filter(({ collation }) => collation !== 'ascii_bin')).toEqual([]);
});

test('a look-up by id uses the index, although the driver sends the id as Unicode', async () => {
  const sql = 'EXPLAIN SELECT state FROM billing_webhooks WHERE event_id IN (?, ?, ?)';
  const [plan] = await connections.billing.execute<{ key: string }[]>(sql, ['evt_1', 'evt_2', 'evt_3']);
  expect(plan?.key).toBe('billing_webhooks_event_id_key');
});

test('a look-up by what cannot be an id is an error of the server, so whoever reads an id from outside checks it', async () => {
  const look = connections.billing.execute('SELECT state FROM billing_webhooks WHERE event_id = ?', ['evt_ü']);
  await expect(look).rejects.toMatchObject({ code: 'ER_CANT_AGGREGATE_2COLLATIONS' });
});

describe('the comparison finds', () => {
  const mutations = {
    'a column of another type': [
      'ALTER TABLE billing_customers MODIFY balance INT NOT NULL',
      'ALTER TABLE billing_customers MODIFY balance BIGINT NOT NULL',
      'column billing_customers.balance is int not null: schema.prisma says bigint not null',
    ],
    'a longer text': [
      'ALTER TABLE billing_invoices MODIFY number VARCHAR(256) NULL',
      'ALTER TABLE billing_invoices MODIFY number VARCHAR(255) NULL',
      'column billing_invoices.number is varchar(256) null: schema.prisma says varchar(255) null',
    ],
    'a column that may be null': [
      'ALTER TABLE billing_customers MODIFY delinquent BOOLEAN NULL',
      'ALTER TABLE billing_customers MODIFY delinquent BOOLEAN NOT NULL',
      'column billing_customers.delinquent is tinyint(1) null: schema.prisma says tinyint(1) not null',
    ],
    'a default': [
      'ALTER TABLE billing_invoices ALTER attempt_count SET DEFAULT 7',
      'ALTER TABLE billing_invoices ALTER attempt_count DROP DEFAULT',
      'column billing_invoices.attempt_count is int not null default 7: schema.prisma says int not null',
    ],
    'an enum’s new value': [
      `ALTER TABLE billing_webhooks MODIFY state ENUM('applied','recorded','quarantined','lost') NOT NULL`,
      `ALTER TABLE billing_webhooks MODIFY state ENUM('applied','recorded','quarantined') NOT NULL`,
      `column billing_webhooks.state is enum('applied','recorded','quarantined','lost') not null: ` +
        `schema.prisma says enum('applied','recorded','quarantined') not null`,
    ],
    'a column too many': [
      'ALTER TABLE billing_customers ADD phone VARCHAR(32) NULL',
      'ALTER TABLE billing_customers DROP phone',
      'column billing_customers.phone is not in schema.prisma',
    ],
    'a missing index': [
      'DROP INDEX billing_invoices_status_idx ON billing_invoices',
      'CREATE INDEX billing_invoices_status_idx ON billing_invoices (status)',
      'index billing_invoices_status_idx of billing_invoices is missing: schema.prisma says status',
    ],
    'an index on other columns': [
      `ALTER TABLE billing_webhooks DROP INDEX billing_webhooks_state_received_at_idx,
         ADD INDEX billing_webhooks_state_received_at_idx (received_at, state)`,
      `ALTER TABLE billing_webhooks DROP INDEX billing_webhooks_state_received_at_idx,
         ADD INDEX billing_webhooks_state_received_at_idx (state, received_at)`,
      'index billing_webhooks_state_received_at_idx of billing_webhooks is received_at, state: ' +
        'schema.prisma says state, received_at',
    ],
    'a table too many': [
      'CREATE TABLE stray (id INT)',
      'DROP TABLE stray',
      'column stray.id is not in schema.prisma;table stray is not in schema.prisma',
    ],
    'a missing table': [
      'RENAME TABLE billing_customers TO hidden',
      'RENAME TABLE hidden TO billing_customers',
      'table billing_customers is missing: schema.prisma says exists',
    ],
  } as const;

  test.each(Object.entries(mutations))('%s', async (_, [change, back, says]) => {
    await connections.billing.query(change);
    const found = differences(wanted.billing, await factsOfDatabase(connections.billing));
    await connections.billing.query(back);
    if (change.startsWith('RENAME')) expect(found).toContain(says);
    else expect(found).toEqual(says.split(';'));
    expect(differences(wanted.billing, await factsOfDatabase(connections.billing))).toEqual([]);
  });

  test('a foreign key that deletes with its parent, and a unique index that is none', async () => {
    await connections.main.query(
      `ALTER TABLE quotes DROP FOREIGN KEY quotes_customer_id_fkey;
       ALTER TABLE quotes ADD CONSTRAINT quotes_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id)
         ON DELETE CASCADE ON UPDATE CASCADE;
       ALTER TABLE customers DROP INDEX customers_email_key, ADD INDEX customers_email_key (email);`,
    );
    expect(differences(wanted.main, await factsOfDatabase(connections.main))).toEqual([
      'foreign key quotes_customer_id_fkey of quotes is customer_id -> customers (id) on delete cascade on update cascade: ' +
        'schema.prisma says customer_id -> customers (id) on delete restrict on update cascade',
      'index customers_email_key of customers is not in schema.prisma',
      'unique index customers_email_key of customers is missing: schema.prisma says email',
    ]);
  });
});
