import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { graceDays } from '../../policies/entitlements.ts';
import { marksTakenMax, subscriptionsReadMax } from '../../policies/outbox.ts';
import { type BillingConnection, connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows, type DatabaseRow } from '../testing/billing-rows.ts';
import { received } from '../testing/in-order.ts';
import {
  customerObject,
  day,
  type EventBody,
  eventOf,
  type Fields,
  productObject,
  subscriptionItem,
  subscriptionObject,
} from '../testing/stripe-objects.ts';
import { commitTogether } from '../webhook/transaction.ts';
import { relayOnce } from './relay.ts';

let local: LocalMariadb;
let rows: BillingRows;
let billing: BillingConnection;
let relay: BillingConnection;
const present = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  rows = await BillingRows.open(local.adminUrl);
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  billing = await connectBilling();
  relay = await connectBilling();
  await relay.query('SET autocommit = 1');
});
afterAll(async () => {
  await billing.end();
  await relay.end();
  await rows.close();
  await local.stop();
});
beforeEach(async () => {
  await rows.empty();
  await rows.query('DELETE FROM billing_apps');
  await rows.query(
    `INSERT INTO billing_apps (name, scopes, webhook_url, created_at) VALUES
      ('shop', 'read', 'https://shop.example/hooks', UTC_TIMESTAMP(3)), ('desk', 'read', NULL, UTC_TIMESTAMP(3))`,
  );
});

const commit = (...events: EventBody[]) => commitTogether(billing, events.map(received));
const customer = (given: Fields = {}, app = 'shop') =>
  eventOf('customer.updated', customerObject({ metadata: { bulkhead_app: app }, ...given }));
const item = (given: Fields = {}) =>
  subscriptionItem({ current_period_start: present - day, current_period_end: present + 30 * day, ...given });
const subscription = (given: Fields = {}, created = 1, items = [item()]) =>
  eventOf('customer.subscription.updated', subscriptionObject({ created: present, ...given }, items), { created });
const product = (metadata: Fields, created = 1) => eventOf('product.updated', productObject({ metadata }), { created });

async function relayAll(): Promise<void> {
  while ((await relayOnce(relay)) > 0);
}
async function changes(): Promise<DatabaseRow[]> {
  await relayAll();
  return rows.query('SELECT * FROM billing_changes ORDER BY sequence');
}
const marksLeft = () => rows.query('SELECT * FROM billing_outbox WHERE done_at IS NULL');

test('what changes is told to the customer’s app, from then on and no more', async () => {
  await commit(product({ plan: 'pro', features: 'reports' }), customer(), subscription());
  expect(await changes()).toMatchObject([
    {
      app_name: 'shop',
      customer_id: 'cus_1',
      type: 'entitlements.changed',
      state: 'pending',
      tries: 0,
      body: { customer_id: 'cus_1', status: 'active', plan: 'pro', features: ['reports'], seats: 1 },
    },
  ]);
  expect(await marksLeft()).toEqual([]);
  await commit(subscription({ collection_method: 'send_invoice' }, 2), customer({ name: 'Grace Hopper' }));
  expect(await changes()).toHaveLength(1);
  await commit(subscription({ status: 'canceled' }, 3));
  expect(await changes()).toMatchObject([{}, { body: { status: 'none', plan: null, subscriptions: [] } }]);
});

test('an app without an address has its changes to pull', async () => {
  await commit(customer({}, 'desk'), subscription());
  expect(await changes()).toMatchObject([{ app_name: 'desk', state: 'pulled', next_try_at: null }]);
});

test('so has one that was revoked', async () => {
  await rows.query('UPDATE billing_apps SET revoked_at = UTC_TIMESTAMP(3)');
  await commit(customer(), subscription());
  expect(await changes()).toMatchObject([{ app_name: 'shop', state: 'pulled' }]);
});

test.each<[fact: string, events: EventBody[]]>([
  ['a customer of no app', [eventOf('customer.created', customerObject()), subscription()]],
  ['a customer of an app that is not known', [customer({}, 'stranger'), subscription()]],
  ['a customer that is not known', [subscription()]],
  ['a customer that never had anything', [customer(), subscription({ status: 'incomplete' })]],
])('%s is told of to nobody, and its mark is done', async (_, events) => {
  await commit(...events);
  expect(await changes()).toEqual([]);
  expect(await marksLeft()).toEqual([]);
});

test('a customer that goes to another app is told to both: to one that it has nothing, to the other what it has', async () => {
  const goes = (app: string, created: number) =>
    eventOf('customer.updated', customerObject({ metadata: { bulkhead_app: app } }), { created });
  await commit(goes('shop', 1), subscription());
  await relayAll();
  await commit(goes('desk', 2));
  const told = [
    { app_name: 'shop', state: 'pending', body: { status: 'active' } },
    { app_name: 'shop', state: 'pending', body: { status: 'none', plan: null, subscriptions: [] } },
    { app_name: 'desk', state: 'pulled', body: { status: 'active' } },
  ];
  expect(await changes()).toMatchObject(told);
  await commit(goes('desk', 3), subscription({ collection_method: 'send_invoice' }, 2));
  expect(await changes()).toHaveLength(told.length);
  // Nobody's, and back again.
  await commit(goes('stranger', 4));
  await relayAll();
  await commit(goes('shop', 5));
  const later = [
    { app_name: 'desk', body: { status: 'none' } },
    { app_name: 'shop', body: { status: 'active' } },
  ];
  expect(await changes()).toMatchObject([...told, ...later]);
});

test('a product that changes is told to all who have it, and to nobody else', async () => {
  const count = subscriptionsReadMax + 3;
  await rows.query(
    `INSERT INTO billing_customers (id, balance, delinquent, deleted, livemode, created, version_event_id, version_tied,
        read_afresh, version, app_name)
      SELECT CONCAT('cus_', seq), 0, 0, 0, 0, UTC_TIMESTAMP(), 'evt', 0, 0, 1, 'desk' FROM seq_1_to_${count}`,
  );
  await commit(subscription());
  await rows.query(
    `INSERT INTO billing_subscriptions (id, customer_id, status, currency, collection_method, items, start_date,
        cancel_at_period_end, livemode, created, version_event_id, version_tied, read_afresh, version)
      SELECT CONCAT('sub_copy_', seq), CONCAT('cus_', seq), status, currency, collection_method,
        IF(seq % 2, items, REPLACE(items, 'prod_1', 'prod_10')), start_date, 0, 0, created, 'evt', 0, 0, 1
        FROM billing_subscriptions, seq_2_to_${count}`,
  );
  await commit(product({ plan: 'pro', features: 'reports' }));
  expect(await changes()).toHaveLength(Math.ceil(count / 2));
  await commit(product({ plan: 'pro', features: 'reports, export' }, 2));
  const told = (await changes()).slice(Math.ceil(count / 2));
  expect(told).toHaveLength(Math.ceil(count / 2));
  expect(new Set(told.map(({ body }) => JSON.stringify((body as Fields)['features'])))).toEqual(
    new Set(['["export","reports"]']),
  );
});

describe('what ends by itself', () => {
  test('is told of when grace is over', async () => {
    const start = Math.floor(Date.now() / 1000) - graceDays * day + 2;
    await commit(customer(), subscription({ status: 'past_due' }, 1, [item({ current_period_start: start })]));
    expect(await changes()).toMatchObject([{ body: { status: 'grace' } }]);
    await wait(3100);
    expect(await changes()).toMatchObject([{ body: { status: 'grace' } }, { body: { status: 'none' } }]);
  });

  test('is marked once for one end, however many events come', async () => {
    for (const created of [1, 2, 3]) {
      await commit(customer(), subscription({ cancel_at: present + day, latest_invoice: `in_${created}` }, created));
      await relayAll();
    }
    expect(await marksLeft()).toMatchObject([{ object_id: 'cus_1', due_at: new Date((present + day) * 1000) }]);
  });
});

test('more marks than are taken at once are worked off in turn, and changes have their order', async () => {
  const count = marksTakenMax + 50;
  for (let index = 0; index < count; index += 50) {
    const some = Array.from({ length: 50 }, (_, offset) => index + offset);
    await commit(...some.map((id) => customer({ id: `cus_${id}` }, 'desk')));
    await commit(...some.map((id) => subscription({ id: `sub_${id}`, customer: `cus_${id}` })));
  }
  const told = await changes();
  expect(new Set(told.map(({ customer_id: id }) => id)).size).toBe(count);
  expect(told).toHaveLength(count);
});

test('numbers go by the clock: a database that was restored gives none that apps have seen under another change', async () => {
  await commit(customer(), subscription());
  const [before] = await changes();
  expect(Number(before!['sequence'])).toBeGreaterThan(present * 1e6);
  expect(Number.isSafeInteger(Number(before!['sequence']))).toBe(true);
  await rows.query('DELETE FROM billing_changes');
  await commit(subscription({ cancel_at: present + day }, 2));
  const [after] = await changes();
  expect(Number(after!['sequence'])).toBeGreaterThan(Number(before!['sequence']));
});

test('a clock that went back does not give a number before the last', async () => {
  await commit(customer(), subscription());
  await relayAll();
  await rows.query('UPDATE billing_changes SET sequence = sequence + 3600 * 1000000');
  await commit(subscription({ status: 'canceled' }, 2));
  expect(await changes()).toMatchObject([{ body: { status: 'active' } }, { body: { status: 'none' } }]);
});

test('what cannot be appended leaves its marks for the next time', async () => {
  await commit(customer(), subscription());
  await rows.query('ALTER TABLE billing_changes ADD CONSTRAINT refused CHECK (app_name <> "shop")');
  await expect(relayOnce(relay)).rejects.toThrow();
  await rows.query('ALTER TABLE billing_changes DROP CONSTRAINT refused');
  expect(await marksLeft()).toHaveLength(1);
  expect(await changes()).toHaveLength(1);
});
