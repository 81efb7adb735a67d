import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { completeCheckout } from '../stripe/local-stripe/life/checkout.ts';
import { type ApiStage, askApi, startApiStage } from '../testing/api-stage.ts';
import type { Reply } from '../testing/http.ts';
import type { Fields } from '../testing/stripe-objects.ts';

let stage: ApiStage;
let shop: string;
let price: string;

beforeAll(async () => {
  stage = await startApiStage();
  shop = await stage.app('shop');
  const client = stage.stripe.client();
  const metadata = { plan: 'pro', features: 'reports, export' };
  const { id: product } = await client.products.create({ name: 'Pro', metadata });
  const recurring = { interval: 'month' } as const;
  price = (await client.prices.create({ product, currency: 'eur', unit_amount: 1900, recurring })).id;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await stage.stop();
});

const get = (path: string, headers = {}) => askApi(stage.service.port, shop, { path, headers });
const post = (path: string, body: unknown, headers = {}) => askApi(stage.service.port, shop, { path, body, headers });
const parsed = (reply: Reply) => JSON.parse(reply.body) as Fields;

test('a customer is made once, and answered the same way ever after', async () => {
  const body = { reference: 'account-1', email: 'ada@example.com', name: 'Ada Lovelace' };
  const made = await post('/v1/customers', body);
  expect(made.body).toContain('cus_');
  expect(made.status).toBe(200);
  const again = await post('/v1/customers', { reference: 'account-1' });
  expect(again).toMatchObject({ status: 200, body: made.body });
  const { id } = parsed(made);
  for (const ref of [id, 'account-1']) expect((await get(`/v1/customers/${ref}`)).body).toBe(made.body);
  expect(stage.stripe.account.customers.size).toBe(1);
});

test('sold, paid at Stripe, entitled', async () => {
  const { id } = parsed(await post('/v1/customers', { reference: 'account-2', email: 'grace@example.com' }));
  expect(parsed(await get('/v1/customers/account-2/entitlements'))).toMatchObject({ status: 'none', features: [] });
  const session = await post('/v1/checkout-sessions', {
    customer: 'account-2',
    items: [{ price, quantity: 3 }],
    success_url: 'https://app.example.com/ok',
    cancel_url: 'https://app.example.com/no',
  });
  expect(session.status, session.body).toBe(201);
  const { id: sessionId } = parsed(session);
  completeCheckout(stage.stripe.account, sessionId);
  await stage.stripe.idle();
  const entitled = await get('/v1/customers/account-2/entitlements');
  expect(parsed(entitled)).toMatchObject({ status: 'active', plan: 'pro', features: ['export', 'reports'], seats: 3 });
  const subscriptions = parsed(await get('/v1/customers/account-2/subscriptions'));
  expect(subscriptions).toMatchObject({ data: [{ status: 'active', customer_id: id }], next: null });
  expect(parsed(await get('/v1/customers/account-2/invoices'))).toMatchObject({
    data: [{ status: 'paid', total: 5700 }],
  });
  expect(sessionId).toMatch(/^cs_/);
});
