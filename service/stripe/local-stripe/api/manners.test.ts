import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalStripe, startLocalStripe } from '../server.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

let local: LocalStripe;
let stripe: Stripe;
let monthly: Stripe.Price;

beforeAll(async () => {
  local = await startLocalStripe({ seed: 7 });
  stripe = local.client({ maxNetworkRetries: 0 });
  const product = await stripe.products.create({ name: 'Team', metadata: { plan: 'team' } });
  const price = { currency: 'eur', product: product.id };
  monthly = await stripe.prices.create({ ...price, unit_amount: 1_900, recurring: { interval: 'month' } });
  await stripe.prices.create({
    ...price,
    unit_amount: 19_000,
    recurring: { interval: 'year' },
    lookup_key: 'year',
  });
});
afterAll(() => local.stop());

const payer = (method = 'pm_card_visa') =>
  stripe.customers.create({ payment_method: method, invoice_settings: { default_payment_method: method } });

async function refused(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Stripe.errors.StripeError);
  return error as Stripe.errors.StripeError;
}

test('auto-pagination reads every object once, newest first, also by time and backwards', async () => {
  const before = await stripe.customers.create({});
  const emails = Array.from({ length: 25 }, (_, index) => `page-${index}@example.com`);
  for (const email of emails) await stripe.customers.create({ email });
  const read: string[] = [];
  for await (const customer of stripe.customers.list({ limit: 4, ending_before: before.id }))
    read.push(customer.email ?? '');
  expect(read.toSorted()).toEqual(emails.toSorted());
  const newest: string[] = [];
  for await (const { email } of stripe.customers.list({ limit: 7 })) if (newest.push(email ?? '') === 25) break;
  expect(newest).toEqual(emails.toReversed());
  const now = Math.floor(Date.now() / 1_000);
  expect((await stripe.customers.list({ created: { gt: now + 60 } })).data).toEqual([]);
  expect((await stripe.customers.list({ created: { gte: 0, lte: now + 60 }, limit: 100 })).data.length).toBeGreaterThan(
    24,
  );
  expect((await stripe.customers.list({ email: 'page-3@example.com' })).data).toHaveLength(1);
});

test('the same idempotency key gives the same answer once, and refuses other parameters', async () => {
  const options = { idempotencyKey: 'order-1' };
  const first = await stripe.customers.create({ name: 'Ada' }, options);
  const second = await stripe.customers.create({ name: 'Ada' }, options);
  expect(second).toEqual(first);
  expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  expect(await refused(stripe.customers.create({ name: 'Bob' }, options))).toBeInstanceOf(
    Stripe.errors.StripeIdempotencyError,
  );
  const [event] = (await stripe.events.list({ type: 'customer.created', limit: 1 })).data;
  expect(event?.request?.idempotency_key).toBe('order-1');
});

test('what is wrong is refused with the SDK’s own error classes, naming the parameter', async () => {
  const unknown = await refused(stripe.customers.create({ nmae: 'Ada' } as never));
  expect(unknown).toMatchObject({ code: 'parameter_unknown', param: 'nmae', statusCode: 400 });
  expect(unknown.doc_url).toContain('parameter-unknown');
  expect(await refused(stripe.products.create({} as never))).toMatchObject({
    code: 'parameter_missing',
    param: 'name',
  });
  expect(
    await refused(stripe.prices.create({ currency: 'eur', unit_amount: 'x' as never, product: 'p' })),
  ).toMatchObject({
    code: 'parameter_invalid_integer',
    param: 'unit_amount',
  });
  const missing = await refused(stripe.subscriptions.retrieve('sub_none'));
  expect(missing).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  expect(missing).toMatchObject({
    code: 'resource_missing',
    statusCode: 404,
    message: "No such subscription: 'sub_none'",
  });
  expect(await refused(stripe.customers.list({ limit: 101 }))).toMatchObject({ param: 'limit' });
  expect(await refused(stripe.customers.list({ starting_after: 'cus_none' }))).toMatchObject({
    param: 'starting_after',
  });
  expect(await refused(stripe.customers.retrieve('cus_none', { expand: ['a.b.c.d.e'] }))).toMatchObject({
    statusCode: 404,
  });
  const customer = await payer();
  expect(await refused(stripe.customers.retrieve(customer.id, { expand: ['nothing'] }))).toMatchObject({
    param: 'expand',
  });
  expect(await refused(stripe.refunds.create({ charge: 'ch_1' }))).toMatchObject({ statusCode: 404 });
  const both = { customer: customer.id, items: [{ price: monthly.id }], discounts: [{ coupon: 'x' }] };
  expect(await refused(stripe.subscriptions.create(both))).toMatchObject({ param: 'discounts' });
});

test('only sk_test_ keys are let in, by Bearer or Basic, and no key is ever repeated', async () => {
  const ask = (authorization?: string) =>
    fetch(`${local.url}/v1/customers`, authorization === undefined ? {} : { headers: { authorization } });
  expect((await ask()).status).toBe(401);
  expect((await ask('Bearer sk_test_abc')).status).toBe(200);
  expect((await ask(`Basic ${Buffer.from('sk_test_abc:').toString('base64')}`)).status).toBe(200);
  const live = await ask('Bearer sk_live_verysecret');
  expect(live.status).toBe(401);
  expect(await live.text()).not.toContain('verysecret');
  const wrong = new Stripe('pk_test_1', { host: '127.0.0.1', port: local.port, protocol: 'http' });
  expect(await refused(wrong.customers.list())).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
});

test('every answer carries Request-Id, Stripe-Version and the stand-in’s name, indented as by Stripe', async () => {
  const answer = await fetch(`${local.url}/v1/products?limit=1`, { headers: { authorization: 'Bearer sk_test_1' } });
  expect(answer.headers.get('request-id')).toMatch(/^req_\w{14}$/);
  expect(answer.headers.get('stripe-version')).toBe(Stripe.API_VERSION);
  expect(answer.headers.get('server')).toContain('stand-in');
  expect(await answer.text()).toMatch(/^\{\n {2}"object": "list",\n {2}"data": \[\n {4}\{\n {6}"id"/);
});

test('API faults are 429 and 500 at the rate asked for, and the SDK’s retries take effect once', async () => {
  const faulty = await startLocalStripe({ seed: 3, faults: { apiErrorRate: 0.2, apiRateLimitRate: 0.1 } });
  try {
    const statuses = await Promise.all(
      Array.from({ length: 200 }, () =>
        fetch(`${faulty.url}/v1/events`, { headers: { authorization: 'Bearer sk_test_1' } }),
      ),
    );
    const count = (status: number) => statuses.filter((answer) => answer.status === status).length;
    expect(count(500)).toBeGreaterThan(20);
    expect(count(429)).toBeGreaterThan(5);
    expect(count(200)).toBeGreaterThan(100);
    faulty.setFaults({ apiErrorRate: 0.3, apiRateLimitRate: 0 });
    await faulty.client({ maxNetworkRetries: 10 }).customers.create({ name: 'Ada' });
    expect(faulty.account.customers.size).toBe(1);
  } finally {
    await faulty.stop();
  }
});

test('a lost answer is a cut connection or a 500 after the effect, and the idempotency key gets it back', async () => {
  const lossy = await startLocalStripe({ seed: 4, faults: { apiLostAnswerRate: 1 } });
  const fates: string[] = [];
  try {
    // The SDK's other client repeats a cut request once by itself, without a key.
    const bare = lossy.client({ maxNetworkRetries: 0, httpClient: Stripe.createFetchHttpClient() });
    for (let index = 0; index < 20; index += 1) {
      const error = await refused(bare.customers.create({ name: `Customer ${index}` }));
      fates.push(error.constructor.name);
    }
    expect(new Set(fates)).toEqual(new Set(['StripeConnectionError', 'StripeAPIError']));
    expect(lossy.account.customers.size).toBe(20);
    // What is only read, or refused, is not lost.
    expect((await bare.customers.list({ limit: 100 })).data).toHaveLength(20);
    expect((await refused(bare.customers.update('cus_none', { name: 'x' }))).statusCode).toBe(404);
    const options = { idempotencyKey: 'order-1' };
    await refused(bare.customers.create({ name: 'Ada' }, options));
    lossy.setFaults({ apiLostAnswerRate: 0.5 });
    const patient = lossy.client({ maxNetworkRetries: 20 });
    const ada = await patient.customers.create({ name: 'Ada' }, options);
    expect(ada.lastResponse.headers['idempotent-replayed']).toBe('true');
    const bob = await patient.customers.create({ name: 'Bob' });
    const names = [...lossy.account.customers.newestFirst()].map(({ name }) => name);
    expect(names.filter((name) => name === 'Ada' || name === 'Bob')).toEqual(['Bob', 'Ada']);
    expect(lossy.account.customers.get(bob.id)?.name).toBe('Bob');
  } finally {
    await lossy.stop();
  }
});
