import createClient, { type Middleware } from 'openapi-fetch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyBytesMax } from '../../policies/api.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import type { paths } from '../sdk/api.ts';
import { completeCheckout } from '../stripe/local-stripe/life/checkout.ts';
import { expectDocumented } from '../testing/api-document.ts';
import { type ApiStage, askApi, newKey, startApiStage } from '../testing/api-stage.ts';
import { ask, post as postWebhook, type Reply } from '../testing/http.ts';
import { day, eventOf, invoiceObject, newYear, subscriptionObject } from '../testing/stripe-objects.ts';
import { problems } from './problems.ts';

let stage: ApiStage;
let shop: string;
let price: string;
let api: ReturnType<typeof createClient<paths>>;

beforeAll(async () => {
  stage = await startApiStage();
  shop = await stage.app('shop');
  api = createClient<paths>({
    baseUrl: `http://127.0.0.1:${stage.service.port}`,
    headers: { Authorization: `Bearer ${shop}` },
  });
  // One connection a request: what a client keeps open would make the service wait for it at its end.
  api.use({
    onRequest: ({ request }) => new Request(request, { headers: [...request.headers, ['Connection', 'close']] }),
  } satisfies Middleware);
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

const once = () => ({ 'Idempotency-Key': newKey() });
const back = { success_url: 'https://app.example.com/ok', cancel_url: 'https://app.example.com/no' };
const get = (path: string, headers = {}) => askApi(stage.service.port, shop, { path, headers });
const post = (path: string, body: unknown, headers = {}) => askApi(stage.service.port, shop, { path, body, headers });

async function customer(reference: string, more: { email?: string; name?: string } = {}): Promise<string> {
  const made = await api.POST('/v1/customers', { params: { header: once() }, body: { reference, ...more } });
  expect(made.response.status).toBe(200);
  return made.data!.id;
}

test('a customer is made once, and answered the same way ever after', async () => {
  const made = await post('/v1/customers', { reference: 'Kunde Ä/1', email: 'ada@example.com', name: 'Ada Lovelace' });
  expectDocumented('createCustomer', made);
  const again = await post('/v1/customers', { reference: 'Kunde Ä/1' });
  expect(again).toMatchObject({ status: 200, body: made.body });
  const { id } = JSON.parse(made.body) as { id: string };
  for (const ref of [id, encodeURIComponent('Kunde Ä/1')]) {
    expect((await get(`/v1/customers/${ref}`)).body).toBe(made.body);
  }
  const typed = await api.GET('/v1/customers/{ref}', { params: { path: { ref: 'Kunde Ä/1' } } });
  expect(typed.data).toMatchObject({ id, reference: 'Kunde Ä/1', email: 'ada@example.com', name: 'Ada Lovelace' });
  expect(stage.stripe.account.customers.size).toBe(1);
});

test('sold, paid at Stripe, entitled, and cancelled in the portal', async () => {
  const id = await customer('account-2', { email: 'grace@example.com' });
  const ref = { params: { path: { ref: 'account-2' } } };
  expect((await api.GET('/v1/customers/{ref}/entitlements', ref)).data).toMatchObject({ status: 'none', features: [] });
  const session = await api.POST('/v1/checkout-sessions', {
    params: { header: once() },
    body: { customer: 'account-2', items: [{ price, quantity: 3 }], ...back, trial_days: 7 },
  });
  expect(session.response.status, JSON.stringify(session.error)).toBe(201);
  expect(session.data!.url).toContain('/c/pay/');
  completeCheckout(stage.stripe.account, session.data!.id);
  await stage.stripe.idle();

  const entitled = await api.GET('/v1/customers/{ref}/entitlements', ref);
  expect(entitled.data).toMatchObject({ status: 'active', plan: 'pro', features: ['export', 'reports'], seats: 3 });
  expect(entitled.data!.trial_end).not.toBeNull();
  const subscriptions = await get(`/v1/customers/${id}/subscriptions`);
  expectDocumented('listSubscriptions', subscriptions);
  expect(JSON.parse(subscriptions.body)).toMatchObject({ data: [{ status: 'trialing', customer_id: id }], next: null });
  const invoices = await get(`/v1/customers/${id}/invoices`);
  expectDocumented('listInvoices', invoices);
  expect(JSON.parse(invoices.body)).toMatchObject({ data: [{ status: 'paid', total: 0 }] });

  const portal = await api.POST('/v1/portal-sessions', {
    params: { header: once() },
    body: { customer: id, return_url: 'https://app.example.com/' },
  });
  expect(portal.data).toMatchObject({ customer_id: id, url: expect.stringMatching(/^http/) as string });
});

test('lists come in pages, newest first, each object once', async () => {
  const id = await customer('account-pages');
  // Two of each second, so that the order among them is the id's.
  const events = Array.from({ length: 7 }, (_, index) => {
    const created = newYear + Math.floor(index / 2) * day;
    const about = { customer: id, created };
    return [
      eventOf('customer.subscription.created', subscriptionObject({ id: `sub_page${index}`, ...about }), { created }),
      eventOf('invoice.created', invoiceObject({ id: `in_page${index}`, ...about }), { created }),
    ];
  });
  for (const event of events.flat()) {
    expect((await postWebhook(stage.service.port, JSON.stringify(event))).status).toBe(200);
  }
  for (const kind of ['subscriptions', 'invoices']) {
    const ids: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await get(`/v1/customers/${id}/${kind}?limit=3${after && `&after=${after}`}`);
      const { data, next } = JSON.parse(page.body) as { data: { id: string }[]; next: string | null };
      expect(data.length).toBeLessThanOrEqual(3);
      ids.push(...data.map((one) => one.id));
      after = next;
    }
    const prefix = kind === 'invoices' ? 'in' : 'sub';
    expect(ids).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `${prefix}_page${index}`));
  }
});

test('a read that has not changed is answered 304, without a body, and stands in the log as what it confirms', async () => {
  const id = await customer('account-etag');
  const first = await get(`/v1/customers/${id}/entitlements`);
  expect(first.headers).toMatchObject({
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
    'request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    ratelimit: expect.stringMatching(/^"reads";r=\d+;t=\d+$/) as string,
  });
  const etag = first.headers.etag!;
  for (const known of [etag, `"x", W/${etag}`, '*']) {
    const again = await get(`/v1/customers/${id}/entitlements`, { 'If-None-Match': known });
    expect(again, known).toMatchObject({ status: 304, body: '' });
    expectDocumented('getEntitlements', again);
  }
  expect((await get(`/v1/customers/${id}/entitlements`, { 'If-None-Match': '"x"' })).status).toBe(200);
  const rows = await stage.rows.query<{ result: string }>(
    `SELECT result FROM billing_access_log WHERE customer_id = ? AND action = 'getEntitlements' ORDER BY sequence`,
    [id],
  );
  expect(rows.map(({ result }) => result)).toEqual(['200', '200', '200', '200', '200']);
});

test('an Idempotency-Key stands for one request: the same again is answered the same, another is refused', async () => {
  const id = await customer('account-once');
  const headers = { 'Idempotency-Key': 'the-same' };
  const body = { customer: id, items: [{ price }], ...back };
  const first = await post('/v1/checkout-sessions', body, headers);
  expect(first.status).toBe(201);
  expect(await post('/v1/checkout-sessions', body, headers)).toMatchObject({ status: 201, body: first.body });
  const others = [
    post('/v1/checkout-sessions', { ...body, trial_days: 3 }, headers),
    post('/v1/portal-sessions', { customer: id, return_url: back.cancel_url }, headers),
  ];
  for (const reply of await Promise.all(others)) {
    expect(JSON.parse(reply.body)).toMatchObject({ type: '/problems/idempotency-key-reused', status: 422 });
  }
  const other = await stage.app('once-other');
  const theirs = await askApi(stage.service.port, other, { path: '/v1/customers', body: { reference: 'x' }, headers });
  expect(theirs.status).toBe(200);
});

const refusals: [string, string, unknown, Record<string, string>, string, RegExp][] = [
  ['no key', '/v1/customers', { reference: 'a' }, { 'Idempotency-Key': '' }, 'idempotency-key-missing', /new one/],
  ['an unknown field', '/v1/customers', { reference: 'a', colour: 1 }, {}, 'invalid-request', /"colour"/],
  ['a reference like an id', '/v1/customers', { reference: 'cus_1' }, {}, 'invalid-request', /"reference"/],
  ['a reference that no path holds', '/v1/customers', { reference: '..' }, {}, 'invalid-request', /"reference"/],
  ['a space at its end', '/v1/customers', { reference: 'a ' }, {}, 'invalid-request', /"reference"/],
  ['half a character', '/v1/customers', '{"reference":"\\ud800"}', {}, 'invalid-request', /"reference"/],
  ['no JSON', '/v1/customers', '{"reference"', {}, 'invalid-request', /not JSON/],
  ['another type', '/v1/customers', 'reference=a', { 'Content-Type': 'text/plain' }, 'not-json', /Content-Type/],
  ['a card number', '/v1/customers', { reference: '4242424242424242' }, {}, 'invalid-request', /card data/],
  ['too deep', '/v1/customers', '['.repeat(200) + ']'.repeat(200), {}, 'invalid-request', /too deep/],
  ['too large', '/v1/customers', { reference: 'x'.repeat(bodyBytesMax) }, {}, 'body-too-large', /bytes/],
  [
    'a price that Stripe does not know',
    '/v1/checkout-sessions',
    { customer: 'account-refused', items: [{ price: 'price_none' }], ...back },
    {},
    'refused-by-stripe',
    /price_none/,
  ],
  [
    'a URL with a password',
    '/v1/portal-sessions',
    { customer: 'account-refused', return_url: 'https://a:b@app.example.com/' },
    {},
    'invalid-request',
    /return_url/,
  ],
];
test.each(refusals)('%s is refused with the mend', async (_what, path, body, headers, name, detail) => {
  await customer('account-refused');
  const reply = await post(path, body, headers);
  const { status, title } = problems[name as keyof typeof problems];
  expect(reply.status, reply.body).toBe(status);
  expect(JSON.parse(reply.body)).toEqual({
    ...{ type: `/problems/${name}`, title, status },
    detail: expect.stringMatching(detail) as string,
  });
  expect(reply.headers['cache-control']).toBe('no-store');
  const explained = await ask(stage.service.port, { path: `/problems/${name}` });
  expect(JSON.parse(explained.body)).toMatchObject({ title, status });
});

test.each(['limit=0', 'limit=101', 'limit=x', 'after=1', 'limit=1&limit=2', 'colour=1'])(
  'a list refuses ?%s',
  async (query) => {
    const id = await customer('account-query');
    const reply = await get(`/v1/customers/${id}/invoices?${query}`);
    expectDocumented('listInvoices', reply);
    expect(reply.status).toBe(400);
  },
);

test('changes are pulled in order, each app its own', async () => {
  // An app that nobody else here asks about: the relay appends what it has to say at any time.
  const key = await stage.app('feed');
  const pull = (query: string) => askApi(stage.service.port, key, { path: `/v1/changes?${query}` });
  const changes = [1, 2, 3].map((n) => ['feed', `cus_changed${n}`]);
  for (const [app, id] of [...changes, ['other', 'cus_other']]) {
    await stage.rows.query(
      `INSERT INTO billing_changes (app_name, customer_id, type, body, body_sha256, created_at, state)
        VALUES (?, ?, 'entitlements.changed', '{"status":"none"}', REPEAT('0', 64), UTC_TIMESTAMP(3), 'pulled')`,
      [app, id],
    );
  }
  const page = (reply: Reply) =>
    JSON.parse(reply.body) as { data: { customer_id: string; data: object }[]; next: string };
  const first = page(await pull('limit=2'));
  expect(first.data.map((one) => one.customer_id)).toEqual(['cus_changed1', 'cus_changed2']);
  expect(first.data[0]!.data).toEqual({ status: 'none' });
  const rest = await pull(`after=${first.next}`);
  expectDocumented('listChanges', rest);
  const { data, next } = page(rest);
  expect(data.map((one) => one.customer_id)).toEqual(['cus_changed3']);
  expect(page(await pull(`after=${next}`))).toEqual({ data: [], next });
});

test('a customer of a connected account is nobody’s, whatever its metadata say', async () => {
  const metadata = { bulkhead_app: 'shop', bulkhead_reference: 'stolen' };
  const made = { id: 'cus_connected', object: 'customer', created: newYear, livemode: false, metadata };
  const event = { ...eventOf('customer.created', made), account: 'acct_1' };
  expect((await postWebhook(stage.service.port, JSON.stringify(event))).status).toBe(200);
  for (const ref of ['cus_connected', 'stolen']) expect((await get(`/v1/customers/${ref}`)).status).toBe(404);
});

test('the access log’s rows cannot be changed by the service’s user, nor taken away', async () => {
  for (const statement of ['UPDATE billing_access_log SET actor = 1', 'DELETE FROM billing_access_log']) {
    await expect(billingPrisma.$executeRawUnsafe(statement)).rejects.toThrow(/denied/);
  }
});
