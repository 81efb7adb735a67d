import Stripe from 'stripe';
import { afterEach, expect, test, vi } from 'vitest';
import { type LocalStripe, type LocalStripeOptions, startLocalStripe } from '../server.ts';
import { startReceiver } from '../test-receiver.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

const secret = 'whsec_tests_only_1';

async function start(options: LocalStripeOptions = {}, answer?: (nth: number) => number) {
  const receiver = await startReceiver(answer);
  const endpoints = [{ url: receiver.url, secrets: [secret] }];
  const local = await startLocalStripe({ endpoints, retryScale: 0.000_01, ...options });
  running.push(local, receiver);
  return { local, receiver, stripe: local.client() };
}

/** Makes customers while deliveries are held, so that what chance decides depends on the seed alone. */
async function make(local: LocalStripe, count: number): Promise<void> {
  local.deliveries.pause();
  const stripe = local.client();
  for (let index = 0; index < count; index += 1) await stripe.customers.create({ name: `Customer ${index}` });
  local.deliveries.resume();
  await local.idle();
}

test('the SDK accepts the signature of every delivered body, and Stripe’s headers are there', async () => {
  const { local, receiver, stripe } = await start();
  await make(local, 20);
  expect(receiver.received).toHaveLength(20);
  for (const { body, headers } of receiver.received) {
    const event = stripe.webhooks.constructEvent(body, String(headers['stripe-signature']), secret);
    expect(event).toMatchObject({ object: 'event', type: 'customer.created', pending_webhooks: 1, livemode: false });
    expect(headers['user-agent']).toBe('Stripe/1.0 (+local stand-in)');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body).toMatch(/^\{\n {2}"id": "evt_/);
  }
  expect((await stripe.events.list()).data.every(({ pending_webhooks: pending }) => pending === 0)).toBe(true);
});

test('a subscription’s event is as large as Stripe’s', async () => {
  const { local, receiver, stripe } = await start();
  const price = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 900,
    recurring: { interval: 'month' },
    product_data: { name: 'Team' },
  });
  const customer = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await local.idle();
  const sizes = receiver.received
    .map(({ body }) => body)
    .filter((body) => body.includes('"type": "customer.subscription.'));
  expect(sizes).toHaveLength(2);
  for (const { length } of sizes) expect(length).toBeGreaterThan(5_000);
});

test('anything but 2xx is tried again until 2xx, redirects included', async () => {
  const { local, receiver } = await start({}, (nth) => [500, 302, 404, 204][nth - 1] ?? 200);
  await make(local, 1);
  expect(receiver.received).toHaveLength(4);
  expect(new Set(receiver.events().map(({ id }) => id)).size).toBe(1);
  expect(local.deliveries.counters).toMatchObject({ attempts: 4, failedAttempts: 3, delivered: 1, givenUp: 0 });
});

test('a delivery is given up after the last retry, and idle() says so by resolving', async () => {
  const { local } = await start({ retryScale: 0.000_000_01 }, () => 503);
  await make(local, 2);
  expect(local.deliveries.counters).toMatchObject({ attempts: 20, failedAttempts: 20, delivered: 0, givenUp: 2 });
});

test('an endpoint that never answers counts as failed after the time-out and is tried again', async () => {
  const { local } = await start({ deliveryTimeoutMilliseconds: 50 }, (nth) => (nth === 1 ? 0 : 200));
  await make(local, 1);
  expect(local.deliveries.counters).toMatchObject({ failedAttempts: 1, delivered: 1 });
});

test('an endpoint that nobody listens at fails without harm', async () => {
  const { local } = await start({ retryScale: 0, endpoints: [{ url: 'http://127.0.0.1:9/webhook' }] });
  await make(local, 1);
  expect(local.deliveries.counters).toMatchObject({ delivered: 0, givenUp: 1 });
});

test('duplicates arrive as often as the seed says, and the same again with the same seed', async () => {
  const counts: number[] = [];
  for (const seed of [4, 4, 5]) {
    const { local, receiver } = await start({ seed, faults: { duplicate: 0.5 } });
    await make(local, 40);
    expect(new Set(receiver.events().map(({ id }) => id)).size).toBe(40);
    expect(receiver.received.length).toBe(40 + local.deliveries.counters.duplicatesSent);
    counts.push(receiver.received.length);
  }
  expect(counts[0]).toBe(counts[1]);
  expect(counts[0]).toBeGreaterThan(50);
});

test('dropped events are in the events list and nowhere else', async () => {
  const { local, receiver, stripe } = await start({ faults: { drop: 0.3 } });
  await make(local, 50);
  const { dropped } = local.deliveries.counters;
  expect(dropped).toBeGreaterThan(5);
  expect(receiver.received).toHaveLength(50 - dropped);
  expect(await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 100 })).toHaveLength(50);
});

test('shuffling changes the order by the seed and loses nothing; one connection alone keeps it', async () => {
  const orders: string[][] = [];
  for (const shuffle of [0, 10, 10]) {
    const { local, receiver, stripe } = await start({ inFlightMax: 1, faults: { shuffle } });
    await make(local, 30);
    const made = (await stripe.events.list({ limit: 100 })).data.map(({ id }) => id).reverse();
    const order = receiver.events().map(({ id }) => id);
    expect(order.toSorted()).toEqual(made.toSorted());
    if (shuffle === 0) expect(order).toEqual(made);
    else expect(order).not.toEqual(made);
    orders.push(order);
  }
  expect(orders[1]).toEqual(orders[2]);
});

test('delays hold deliveries back, and idle() waits for them', async () => {
  const { local, receiver } = await start({ faults: { delayMilliseconds: [30, 60] } });
  const began = Date.now();
  await make(local, 3);
  expect(receiver.received).toHaveLength(3);
  expect(Date.now() - began).toBeGreaterThanOrEqual(29);
});

test('faults can be switched at run time', async () => {
  const { local, receiver } = await start();
  local.setFaults({ drop: 1 });
  await make(local, 3);
  local.setFaults({ drop: 0 });
  await make(local, 2);
  expect(receiver.received).toHaveLength(2);
});

test('during a rotation both secrets sign; afterwards only the new one does', async () => {
  const { local, receiver, stripe } = await start();
  const [endpoint] = [...local.account.webhookEndpoints.newestFirst()];
  const fresh = local.endpoints.rollSecret(endpoint?.id ?? '');
  await make(local, 1);
  const [both] = receiver.received;
  for (const each of [secret, fresh]) {
    stripe.webhooks.constructEvent(both?.body ?? '', String(both?.headers['stripe-signature']), each);
  }
  local.endpoints.dropSecret(endpoint?.id ?? '', secret);
  await make(local, 1);
  const [, single] = receiver.received;
  const verify = (each: string) =>
    stripe.webhooks.constructEvent(single?.body ?? '', String(single?.headers['stripe-signature']), each);
  expect(() => verify(secret)).toThrow(Stripe.errors.StripeSignatureVerificationError);
  expect(verify(fresh).object).toBe('event');
});

test('an endpoint made through the API is given its secret once and gets only the events it asked for', async () => {
  const { local, receiver, stripe } = await start({ endpoints: [] });
  const made = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['customer.updated'] });
  expect(made.secret).toMatch(/^whsec_/);
  expect((await stripe.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined();
  const customer = await stripe.customers.create({});
  await stripe.customers.update(customer.id, { name: 'Ada' });
  await local.idle();
  expect(receiver.events().map(({ type }) => type)).toEqual(['customer.updated']);
  stripe.webhooks.constructEvent(
    receiver.received[0]?.body ?? '',
    String(receiver.received[0]?.headers['stripe-signature']),
    made.secret ?? '',
  );
  await stripe.webhookEndpoints.update(made.id, { enabled_events: ['*'], disabled: true });
  await stripe.customers.update(customer.id, { name: 'Bob' });
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
  await stripe.webhookEndpoints.del(made.id);
  await local.idle();
  expect(receiver.received).toHaveLength(1);
});

test('nothing is ever delivered beyond this machine', async () => {
  const { stripe } = await start();
  for (const url of [
    'https://example.com/hook',
    'http://10.0.0.1/',
    'http://127.0.0.1.example.com/',
    'ftp://127.0.0.1/',
    'nonsense',
  ]) {
    await expect(stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })).rejects.toMatchObject({
      param: 'url',
    });
  }
});
