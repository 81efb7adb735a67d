import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { expectDocumented } from '../testing/api-document.ts';
import { type ApiStage, askApi, startApiStage } from '../testing/api-stage.ts';
import { openRawSocket } from '../testing/raw-socket.ts';
import { startService, type ServiceProcess } from '../testing/service-process.ts';
import { type StripeGate, startStripeGate } from '../testing/stripe-gate.ts';
import { type StallingProxy, startStallingProxy } from '../testing/stalling-proxy.ts';

let stage: ApiStage;
let shop: string;
let price: string;
let gate: StripeGate;
let wayToDatabase: StallingProxy;
/** A service whose ways to Stripe and to the database lead through these. */
let service: ServiceProcess;

const start = () => {
  const database = Object.assign(new URL(stage.local.urls.billing.app), { port: String(wayToDatabase.port) });
  return startService({ ...stage.environment, BILLING_DATABASE_URL: database.href, STRIPE_API_BASE: gate.url });
};

beforeAll(async () => {
  stage = await startApiStage();
  gate = await startStripeGate(stage.stripe.url);
  wayToDatabase = await startStallingProxy(Number(new URL(stage.local.urls.billing.app).port));
  service = await start();
  shop = await stage.app('shop');
  const client = stage.stripe.client();
  const { id: product } = await client.products.create({ name: 'Pro' });
  const recurring = { interval: 'month' } as const;
  price = (await client.prices.create({ product, currency: 'eur', unit_amount: 1900, recurring })).id;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await service.end('SIGTERM');
  await gate.close();
  await wayToDatabase.close();
  await stage.stop();
});
afterEach(() => {
  gate.onTheWayThere = gate.onTheWay = undefined;
  stage.stripe.setFaults({ apiErrorRate: 0, apiRateLimitRate: 0 });
});

const post = (path: string, body: unknown, headers = {}) => askApi(service.port, shop, { path, body, headers });
const back = { success_url: 'https://app.example.com/ok', cancel_url: 'https://app.example.com/no' };
const namedAtStripe = async (reference: string) => {
  const { data } = await stage.stripe.client().customers.list({ limit: 100 });
  return data.filter(({ metadata }) => metadata['bulkhead_reference'] === reference);
};
const sessionsAtStripe = async () => {
  const { data } = await stage.stripe.client().checkout.sessions.list({ limit: 100 });
  return data.map(({ id }) => id);
};

test('many requests for one reference, with one key or with many, make one customer', async () => {
  const asked = Array.from({ length: 16 }, (_, index) =>
    post('/v1/customers', { reference: 'crowd', name: 'Crowd' }, index % 2 === 0 ? { 'Idempotency-Key': 'crowd' } : {}),
  );
  const replies = await Promise.all(asked);
  const made = replies.filter(({ status }) => status === 200);
  for (const reply of replies) expectDocumented('createCustomer', reply);
  expect(made.length).toBeGreaterThan(0);
  expect(new Set(made.map(({ body }) => body)).size).toBe(1);
  expect(await namedAtStripe('crowd')).toHaveLength(1);
});

const kill = async () => {
  await service.end('SIGKILL');
  return true;
};
/** The moments at which a service that makes something may be killed. Each resolves once it was. */
const moments: Record<string, () => Promise<unknown>> = {
  'before Stripe has the request': () => {
    gate.onTheWayThere = kill;
    return service.ended;
  },
  'between Stripe’s answer and our own commit': () => {
    gate.onTheWay = kill;
    return service.ended;
  },
  'between our last commit and the answer to the app': async () => {
    // Nothing but the access log names an app so, and its row is the last that is written.
    wayToDatabase.keepAnswersFrom('shop/');
    await expect.poll(() => stage.rows.query('SELECT * FROM billing_access_log'), { timeout: 10_000 }).toHaveLength(1);
    await kill();
  },
};

test.each(Object.entries(moments))(
  'killed %s: asked again there is one customer and one page of checkout',
  async (moment, killed) => {
    const reference = moment.replaceAll(/[^a-z]/gi, '-');
    const again = async (path: string, body: unknown, headers: Record<string, string>) => {
      await stage.rows.query('DELETE FROM billing_access_log');
      await Promise.all([killed(), expect(post(path, body, headers)).rejects.toThrow()]);
      gate.onTheWayThere = gate.onTheWay = undefined;
      wayToDatabase.recover();
      service = await start();
      const [first, second] = [await post(path, body, headers), await post(path, body, headers)];
      expect(second.body).toBe(first.body);
      return first;
    };
    const customer = { reference, email: 'killed@example.com' };
    const made = await again('/v1/customers', customer, { 'Idempotency-Key': `customer-${reference}` });
    expect(made.status, made.body).toBe(200);
    const named = await namedAtStripe(reference);
    expect(named.map(({ id, email }) => ({ id, email }))).toEqual([
      { id: (JSON.parse(made.body) as { id: string }).id, email: 'killed@example.com' },
    ]);

    const before = await sessionsAtStripe();
    const checkout = { customer: reference, items: [{ price }], ...back };
    const session = await again('/v1/checkout-sessions', checkout, { 'Idempotency-Key': `session-${reference}` });
    expect(session.status, session.body).toBe(201);
    const after = await sessionsAtStripe();
    const { id } = JSON.parse(session.body) as { id: string };
    expect(after.filter((one) => !before.includes(one))).toEqual([id]);
  },
);

test.each([
  ['answers 500', { apiErrorRate: 1 }],
  ['answers 429', { apiRateLimitRate: 1 }],
] as const)('where Stripe %s the app is told to come again, and nothing is half done', async (what, faults) => {
  const reference = what.replace(' ', '-');
  const headers = { 'Idempotency-Key': reference };
  stage.stripe.setFaults(faults);
  const refused = await post('/v1/customers', { reference }, headers);
  expectDocumented('createCustomer', refused);
  expect(JSON.parse(refused.body)).toMatchObject({ status: 503, type: '/problems/stripe-unavailable' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await askApi(service.port, shop, { path: `/v1/customers/${reference}` })).status).toBe(404);
  stage.stripe.setFaults({ apiErrorRate: 0, apiRateLimitRate: 0 });
  expect((await post('/v1/customers', { reference }, headers)).status).toBe(200);
  expect(await namedAtStripe(reference)).toHaveLength(1);
});

test('where Stripe cuts its answers off, likewise', async () => {
  gate.onTheWay = () => true;
  const refused = await post('/v1/customers', { reference: 'cut-off' }, { 'Idempotency-Key': 'cut-off' });
  expect(refused.status, refused.body).toBe(503);
  gate.onTheWay = undefined;
  expect((await post('/v1/customers', { reference: 'cut-off' }, { 'Idempotency-Key': 'cut-off' })).status).toBe(200);
  expect(await namedAtStripe('cut-off')).toHaveLength(1);
});

test('without a key of Stripe, making is refused and reading goes on', async () => {
  const alone = await startService({ BILLING_DATABASE_URL: stage.local.urls.billing.app });
  const made = await askApi(alone.port, shop, { path: '/v1/customers', body: { reference: 'alone' } });
  expect(JSON.parse(made.body)).toMatchObject({ status: 503, type: '/problems/stripe-not-configured' });
  expect((await askApi(alone.port, shop, { path: '/v1/customers/crowd' })).status).toBe(200);
  expect((await alone.end('SIGTERM')).exitCode).toBe(0);
});

test('a slow body is given up after its time, and a huge one before it is read', async () => {
  const head = `POST /v1/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${shop}\r\nIdempotency-Key: slow\r\nContent-Type: application/json\r\n`;
  const huge = await openRawSocket(service.port);
  huge.socket.write(`${head}Content-Length: 900000\r\n\r\n{`);
  const slow = await openRawSocket(service.port);
  slow.socket.write(`${head}Content-Length: 100\r\n\r\n{`);
  expect(await huge.closed).toMatch(/^HTTP\/1\.1 413 [^]*\/problems\/body-too-large/);
  expect(await slow.closed).toMatch(/^HTTP\/1\.1 (400|408) /);
  for (const { socket } of [huge, slow]) socket.destroy();
});

test('an access that cannot be written down is not answered, and all is well when it can', async () => {
  const path = '/v1/customers/crowd/entitlements';
  expect((await askApi(service.port, shop, { path })).status).toBe(200);
  await stage.rows.query('RENAME TABLE billing.billing_access_log TO billing.billing_access_log_away');
  const refused = await askApi(service.port, shop, { path });
  expectDocumented('getEntitlements', refused);
  expect(JSON.parse(refused.body)).toMatchObject({ status: 503, type: '/problems/database-unavailable' });
  await stage.rows.query('RENAME TABLE billing.billing_access_log_away TO billing.billing_access_log');
  expect((await askApi(service.port, shop, { path })).status).toBe(200);
});
