import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { expectDocumented } from '../testing/api-document.ts';
import { type ApiStage, askApi, startApiStage } from '../testing/api-stage.ts';
import { post } from '../testing/http.ts';
import { Receiver } from '../testing/receiver.ts';
import { addApp } from './app-registry.ts';
import { scopes } from './scopes.ts';

let stage: ApiStage;
let price: string;
const receivers: Record<string, Receiver> = {};
const keys: Record<string, string> = {};

beforeAll(async () => {
  stage = await startApiStage();
  for (const app of ['shop', 'desk']) {
    const receiver = (receivers[app] = await Receiver.start());
    const posted = { scopes, webhookUrl: receiver.url, mode: 'test' } as const;
    keys[app] = await addApp({ app, operator: 'ada.operator' }, posted);
  }
  const client = stage.stripe.client();
  const { id: product } = await client.products.create({ name: 'Pro', metadata: { plan: 'pro' } });
  const recurring = { interval: 'month' } as const;
  price = (await client.prices.create({ product, currency: 'eur', unit_amount: 1900, recurring })).id;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await stage.stop();
  for (const receiver of Object.values(receivers)) await receiver.stop();
});

const ask = (app: string, path: string, message: Partial<Parameters<typeof askApi>[2]> = {}) =>
  askApi(stage.service.port, keys[app]!, { path, ...message });
const make = async (app: string, reference: string) => {
  const made = await ask(app, '/v1/customers', { body: { reference, name: `Person ${reference}` } });
  expectDocumented('createCustomer', made);
  expect(made.status, made.body).toBe(200);
  return (JSON.parse(made.body) as { id: string }).id;
};
const soon = { timeout: 15_000, interval: 50 };
/** What an app was told of a customer, by webhook: the status, and what it calls the customer. */
const told = (app: string, customer: string) =>
  receivers[app]!.messages.flatMap(({ body, customer: whose }) => {
    const { data } = JSON.parse(body) as { data: { reference: string | null; entitlements: { status: string } } };
    return whose === customer ? [[data.entitlements.status, data.reference]] : [];
  });

/** Every way to ask about a customer, and what is answered. */
const statuses = async (app: string, ...refs: string[]) => {
  const back = 'https://app.example.com/';
  const replies = refs.flatMap((ref) => [
    ...['', '/entitlements', '/subscriptions', '/invoices'].map((part) => ask(app, `/v1/customers/${ref}${part}`)),
    ask(app, '/v1/portal-sessions', { body: { customer: ref, return_url: back } }),
  ]);
  return new Set((await Promise.all(replies)).map(({ status }) => (status === 201 ? 200 : status)));
};

test('a customer that somebody gives to another app at Stripe is that app’s alone from then on', async () => {
  const client = stage.stripe.client();
  const id = await make('shop', 'shop-1');
  const other = await make('shop', 'shop-2');
  for (const customer of [id, other]) {
    await client.subscriptions.create({ customer, items: [{ price }], trial_period_days: 7 });
  }
  await expect.poll(() => told('shop', id), soon).toEqual([['active', 'shop-1']]);

  await client.customers.update(id, { metadata: { bulkhead_app: 'desk', bulkhead_reference: 'desk-1' } });
  await expect.poll(() => told('desk', id), soon).toEqual([['active', 'desk-1']]);
  // The app that had it is told that it is over, and not what the other one calls it.
  await expect
    .poll(() => told('shop', id), soon)
    .toEqual([
      ['active', 'shop-1'],
      ['none', null],
    ]);
  expect(await statuses('shop', id, 'shop-1', 'desk-1')).toEqual(new Set([404]));
  expect(await statuses('desk', id, 'desk-1')).toEqual(new Set([200]));
  expect(await statuses('desk', 'shop-1', other)).toEqual(new Set([404]));
  expect((await ask('shop', `/v1/customers/${id}`, { method: 'DELETE' })).status).toBe(404);

  // Each app pulls its own part of what happened.
  const pulled = async (app: string) => {
    const reply = await ask(app, '/v1/changes');
    const { data } = JSON.parse(reply.body) as { data: { customer_id: string; data: { status: string } }[] };
    return data.filter(({ customer_id: customer }) => customer === id).map(({ data: { status } }) => status);
  };
  expect(await pulled('shop')).toEqual(['active', 'none']);
  expect(await pulled('desk')).toEqual(['active']);

  // Delivered again nothing is told again; what happens from now on is told to the new app alone.
  const events = await stage.rows.query<{ payload: string }>(
    'SELECT payload FROM billing_webhooks WHERE object_id = ?',
    [id],
  );
  for (const { payload } of events) expect((await post(stage.service.port, payload)).status).toBe(200);
  const [subscription] = (await client.subscriptions.list({ customer: id })).data;
  await client.subscriptions.cancel(subscription!.id);
  await expect
    .poll(() => told('desk', id), soon)
    .toEqual([
      ['active', 'desk-1'],
      ['none', 'desk-1'],
    ]);
  expect(told('shop', id)).toHaveLength(2);
  expect(told('shop', other)).toEqual([['active', 'shop-2']]);

  // Stripe still repeats the customer that it once made for this reference: it is another's.
  const again = await make('shop', 'shop-1');
  expect([id, other]).not.toContain(again);
  expect(await statuses('shop', again, 'shop-1')).toEqual(new Set([200]));
  expect(await statuses('desk', id, 'desk-1')).toEqual(new Set([200]));
});
