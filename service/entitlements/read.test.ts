import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type BillingConnection, connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { received } from '../testing/in-order.ts';
import {
  customerObject,
  day,
  type EventBody,
  eventOf,
  invoiceObject,
  newYear,
  productObject,
  subscriptionItem,
  subscriptionObject,
} from '../testing/stripe-objects.ts';
import { commitTogether } from '../webhook/transaction.ts';
import { readEntitlements } from './read.ts';

let local: LocalMariadb;
let rows: BillingRows;
let billing: BillingConnection;
const now = new Date((newYear + 5 * day) * 1000);

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

const commit = (events: EventBody[]) => commitTogether(billing, events.map(received));
const read = async (...ids: string[]) => Object.fromEntries(await readEntitlements(billing, ids, now));

test('many customers are read at once, each with what is its own', async () => {
  await commit([
    eventOf('product.created', productObject({ metadata: { plan: 'pro', features: 'reports, export' } })),
    eventOf('customer.created', customerObject()),
    eventOf('customer.created', customerObject({ id: 'cus_2' })),
    eventOf('customer.created', customerObject({ id: 'cus_3' })),
    eventOf('customer.subscription.created', subscriptionObject()),
    eventOf(
      'customer.subscription.updated',
      subscriptionObject({ id: 'sub_2', customer: 'cus_2', status: 'past_due', latest_invoice: 'in_2' }, [
        subscriptionItem({ quantity: 4 }),
      ]),
    ),
    eventOf('invoice.created', invoiceObject({ id: 'in_2', customer: 'cus_2', created: newYear + 2 * day })),
    eventOf(
      'customer.subscription.deleted',
      subscriptionObject({ id: 'sub_3', customer: 'cus_3', status: 'canceled' }),
    ),
  ]);
  const found = await read('cus_1', 'cus_2', 'cus_3', 'cus_unknown');
  expect(found).toMatchObject({
    cus_1: { status: 'active', plan: 'pro', features: ['export', 'reports'], seats: 1, subscriptions: ['sub_1'] },
    cus_2: { status: 'grace', plan: 'pro', seats: 4, valid_until: '2026-01-17T00:00:00.000Z' },
    cus_3: { status: 'none', plan: null, features: [], seats: 0, subscriptions: [] },
    cus_unknown: { status: 'none', customer_id: 'cus_unknown' },
  });
  expect(Object.keys(found)).toHaveLength(4);
  expect(await read()).toEqual({});
});

test('one that is to be cancelled is read with its end', async () => {
  await commit([
    eventOf('customer.created', customerObject()),
    eventOf('customer.subscription.updated', subscriptionObject({ cancel_at_period_end: true })),
  ]);
  expect(await read('cus_1')).toMatchObject({ cus_1: { valid_until: '2026-02-01T00:00:00.000Z', plan: null } });
});

test.each([
  ['ahead of', 1],
  ['behind', -1],
])('what has an end is over by the server’s clock, also where this machine’s is an hour %s it', async (_, ahead) => {
  const hour = 3_600_000;
  const present = Date.now();
  const ends = (milliseconds: number) => ({ cancel_at: Math.floor((present + milliseconds) / 1000) });
  await commit([
    eventOf('customer.created', customerObject()),
    eventOf('customer.subscription.created', subscriptionObject(ends(hour / 2))),
    eventOf('customer.created', customerObject({ id: 'cus_2' })),
    eventOf(
      'customer.subscription.created',
      subscriptionObject({ id: 'sub_2', customer: 'cus_2', ...ends(-hour / 2) }),
    ),
  ]);
  vi.useFakeTimers({ toFake: ['Date'], now: present + ahead * hour });
  try {
    const found = await readEntitlements(billing, ['cus_1', 'cus_2']);
    expect([...found.values()].map(({ status }) => status)).toEqual(['active', 'none']);
  } finally {
    vi.useRealTimers();
  }
});

test('a customer that was deleted has nothing', async () => {
  await commit([
    eventOf('customer.subscription.created', subscriptionObject()),
    eventOf('customer.deleted', customerObject()),
  ]);
  expect(await read('cus_1')).toMatchObject({ cus_1: { status: 'none' } });
});

test('a connected account gives nothing to another account’s customer, and its products nothing to others’ plans', async () => {
  await commit([
    eventOf('customer.created', customerObject()),
    eventOf('customer.subscription.created', subscriptionObject({ id: 'sub_forged' }), { account: 'acct_1' }),
    eventOf('customer.created', customerObject({ id: 'cus_2' })),
    eventOf('customer.subscription.created', subscriptionObject({ id: 'sub_2', customer: 'cus_2' })),
    eventOf('product.created', productObject(), { account: 'acct_1' }),
    eventOf('customer.created', customerObject({ id: 'cus_3' }), { account: 'acct_1' }),
    eventOf('customer.subscription.created', subscriptionObject({ id: 'sub_3', customer: 'cus_3' }), {
      account: 'acct_1',
    }),
  ]);
  expect(await read('cus_1', 'cus_2', 'cus_3')).toMatchObject({
    cus_1: { status: 'none' },
    cus_2: { status: 'active', plan: null, features: [] },
    cus_3: { status: 'active', plan: 'pro', features: ['reports'] },
  });
});
