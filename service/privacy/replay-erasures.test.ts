import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitSecondsMax } from '../../policies/webhook.ts';
import { FolderStore } from '../backup/store/folder-store.ts';
import { connectBilling } from '../database/billing-prisma.ts';
import { connect } from '../database/connect.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { received } from '../testing/in-order.ts';
import { customerObject, eventOf, invoiceObject } from '../testing/stripe-objects.ts';
import { commitTogether } from '../webhook/transaction.ts';
import { writeErasure } from './erasure-ledger.ts';
import { replayErasures } from './replay-erasures.ts';

let local: LocalMariadb;
let rows: BillingRows;
let restore: Connection;
let folder: string;
let store: FolderStore;
const tables = ['billing_webhooks', 'billing_customers', 'billing_subscriptions', 'billing_invoices'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-replay-'));
  store = new FolderStore(folder);
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  rows = await BillingRows.open(local.adminUrl);
  restore = await connect(local.urls.billing.restore, 'URL', { multipleStatements: true });
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  const billing = await connectBilling();
  const events = ['A', 'B', 'C'].flatMap((letter) => [
    eventOf('customer.created', customerObject({ id: `cus_${letter}`, email: `${letter}@example.com` })),
    eventOf('invoice.paid', invoiceObject({ id: `in_${letter}`, customer: `cus_${letter}` })),
  ]);
  const between = eventOf('charge.failed', { id: 'ch_1', object: 'charge', customer: 'cus_A', payer: 'cus_B' });
  await commitTogether(billing, [...events, between].map(received));
  await billing.end();
});
afterAll(async () => {
  await restore.end();
  await rows.close();
  await local.stop();
  rmSync(folder, { recursive: true });
});

/** What a restore builds beside the live database, by the same user. */
async function buildScratch(name: string, without: string[] = []): Promise<void> {
  await restore.query(`CREATE DATABASE ${name}`);
  for (const table of [...tables, 'billing_erasures'].filter((one) => !without.includes(one))) {
    await restore.query(`CREATE TABLE ${name}.${table} LIKE billing.${table}`);
    await restore.query(`INSERT INTO ${name}.${table} SELECT * FROM billing.${table}`);
  }
}

const never = () => Promise.reject(new Error('this schema is new enough'));

test('with an empty ledger there is nothing to do, whatever the schema', async () => {
  expect(await replayErasures(restore, 'billing_nowhere', store, never)).toEqual({ entries: 0, rows: 0, events: 0 });
});

test('the restore user erases everybody in the ledger from a scratch database; the live one is left alone', async () => {
  await buildScratch('billing_scratch');
  for (const customer of ['cus_A', 'cus_B', 'cus_Unheard']) await writeErasure(store, customer, 'ada');
  expect(await replayErasures(restore, 'billing_scratch', store, never)).toEqual({ entries: 3, rows: 2, events: 5 });
  expect(await rows.query('SELECT id, email FROM billing_scratch.billing_customers ORDER BY id')).toEqual([
    { id: 'cus_A', email: null },
    { id: 'cus_B', email: null },
    { id: 'cus_C', email: 'C@example.com' },
  ]);
  // The charge names both, and counts for the first.
  expect(
    await rows.query('SELECT customer_id, events FROM billing_scratch.billing_erasures ORDER BY customer_id'),
  ).toEqual([
    { customer_id: 'cus_A', events: 3 },
    { customer_id: 'cus_B', events: 2 },
    { customer_id: 'cus_Unheard', events: 0 },
  ]);
  expect(await rows.query('SELECT COUNT(payload) AS count FROM billing_scratch.billing_webhooks')).toEqual([
    { count: 2n },
  ]);
  expect(await rows.query('SELECT COUNT(payload) AS count FROM billing_webhooks')).toEqual([{ count: 7n }]);
  expect(await replayErasures(restore, 'billing_scratch', store, never)).toEqual({ entries: 3, rows: 0, events: 0 });
});

test('a schema that is older than erasures is brought up first', async () => {
  await buildScratch('billing_older', ['billing_erasures']);
  const bringUp = () => restore.query('CREATE TABLE billing_older.billing_erasures LIKE billing.billing_erasures');
  expect(await replayErasures(restore, 'billing_older', store, bringUp)).toMatchObject({ entries: 3, rows: 2 });
});

test('an entry is never written over: whoever asked first stays', async () => {
  const first = await writeErasure(store, 'cus_Twice', 'ada');
  expect(await writeErasure(store, 'cus_Twice', 'grace')).toEqual(first);
  const both = await Promise.all([writeErasure(store, 'cus_Race', 'ada'), writeErasure(store, 'cus_Race', 'grace')]);
  expect(both[0]).toEqual(both[1]);
});

test('the server ends a transaction of the service whose process is frozen: an erasure relies on it', async () => {
  const billing = await connectBilling();
  const [row] = await billing.query<{ seconds: bigint }[]>('SELECT @@SESSION.idle_transaction_timeout AS seconds');
  await billing.end();
  expect(Number(row?.seconds)).toBe(commitSecondsMax);
});
