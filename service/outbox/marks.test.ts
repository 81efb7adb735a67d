import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BillingConnection, connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { received } from '../testing/in-order.ts';
import {
  customerObject,
  type EventBody,
  eventOf,
  invoiceObject,
  productObject,
  subscriptionObject,
} from '../testing/stripe-objects.ts';
import { commitTogether } from '../webhook/transaction.ts';

let local: LocalMariadb;
let rows: BillingRows;
let billing: BillingConnection;

beforeAll(async () => {
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  rows = await BillingRows.open(local.adminUrl);
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  billing = await connectBilling();
});
afterAll(async () => {
  await billing.end();
  await rows.close();
  await local.stop();
});
beforeEach(() => rows.empty());

const commit = (...events: EventBody[]) => commitTogether(billing, events.map(received));
async function marks(): Promise<string[]> {
  const found = await rows.query<{ mark: string }>(
    `SELECT CONCAT(kind, ' ', object_id) AS mark FROM billing_outbox
      WHERE done_at IS NULL AND due_at <= UTC_TIMESTAMP(3) ORDER BY sequence`,
  );
  return found.map(({ mark }) => mark);
}

test.each<[fact: string, event: EventBody, expected: string[]]>([
  ['a customer marks itself', eventOf('customer.updated', customerObject()), ['customer cus_1']],
  [
    'a subscription marks its customer',
    eventOf('customer.subscription.created', subscriptionObject()),
    ['customer cus_1'],
  ],
  ['a subscription’s invoice marks its customer', eventOf('invoice.paid', invoiceObject()), ['customer cus_1']],
  ['an invoice of no subscription marks nobody', eventOf('invoice.paid', invoiceObject({ parent: null })), []],
  ['an invoice of nobody marks nobody', eventOf('invoice.paid', invoiceObject({ customer: null })), []],
  ['a product marks itself', eventOf('product.updated', productObject()), ['product prod_1']],
  ['what no projection wants marks nothing', eventOf('charge.failed', { id: 'ch_1', object: 'charge' }), []],
  ['what is quarantined marks nothing', eventOf('customer.updated', customerObject({ created: 'soon' })), []],
])('%s', async (_, event, expected) => {
  await commit(event);
  expect(await marks()).toEqual(expected);
});

test('each is marked once for all the events of a transaction', async () => {
  await commit(
    eventOf('customer.created', customerObject()),
    eventOf('customer.subscription.created', subscriptionObject()),
    eventOf('invoice.paid', invoiceObject()),
    eventOf('invoice.paid', invoiceObject({ id: 'in_2', customer: 'cus_2' })),
  );
  expect((await marks()).sort()).toEqual(['customer cus_1', 'customer cus_2']);
});

test('a duplicate marks nothing, and what is new beside it is marked once', async () => {
  const known = eventOf('customer.created', customerObject());
  await commit(known);
  await commit(known);
  expect(await marks()).toEqual(['customer cus_1']);
  await commit(known, eventOf('customer.created', customerObject({ id: 'cus_2' })));
  expect(await marks()).toEqual(['customer cus_1', 'customer cus_2']);
});

test('what is rolled back leaves no mark', async () => {
  await rows.query('ALTER TABLE billing_outbox ADD CONSTRAINT refused CHECK (object_id <> "cus_2")');
  try {
    const events = ['cus_1', 'cus_2'].map((id) => eventOf('customer.created', customerObject({ id })));
    await expect(commit(...events)).rejects.toThrow();
  } finally {
    await rows.query('ALTER TABLE billing_outbox DROP CONSTRAINT refused');
  }
  expect({ marks: await marks(), ledger: await rows.ledgerIds() }).toEqual({ marks: [], ledger: [] });
});
