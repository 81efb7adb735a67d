import Stripe from 'stripe';
import { afterEach, expect, test, vi } from 'vitest';
import { startLocalStripe } from '../server.ts';
import { startReceiver } from '../test-receiver.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

async function start() {
  const [own, connect] = [await startReceiver(), await startReceiver()];
  const secrets = ['whsec_tests_only_1'];
  const endpoints = [
    { url: own.url, secrets },
    { url: connect.url, secrets, connect: true },
  ];
  const local = await startLocalStripe({ seed: 21, endpoints });
  running.push(local, own, connect);
  return { local, own, connect, stripe: local.client({ maxNetworkRetries: 0 }) };
}

test('each connected account has objects and events of its own, found under its header only', async () => {
  const { local, stripe } = await start();
  const [one, two] = [local.connectAccount({ email: 'one@example.com' }), local.connectAccount()];
  const [mine, theirs] = [{ stripeAccount: one.id }, { stripeAccount: two.id }];
  const customer = await stripe.customers.create({ name: 'Ada' }, mine);
  expect((await stripe.customers.list({}, mine)).data).toEqual([customer]);
  expect((await stripe.customers.list({}, theirs)).data).toEqual([]);
  expect((await stripe.customers.list()).data).toEqual([]);
  await expect(stripe.customers.retrieve(customer.id)).rejects.toMatchObject({ code: 'resource_missing' });
  const [event] = (await stripe.events.list({}, mine)).data;
  expect(event).toMatchObject({ type: 'customer.created', account: one.id });
  expect((await stripe.events.list()).data).toEqual([]);
  expect(local.platform.tenant(one.id).account.customers.size).toBe(1);
});

test('a connected account’s events reach the Connect endpoint with `account`, the platform’s own reach the other', async () => {
  const { local, own, connect, stripe } = await start();
  const { id } = local.connectAccount();
  await stripe.customers.create({ name: 'Platform' });
  await stripe.customers.create({ name: 'Connected' }, { stripeAccount: id });
  await local.idle();
  expect(own.events()).toMatchObject([{ type: 'customer.created', data: { object: { name: 'Platform' } } }]);
  expect(own.events()[0]).not.toHaveProperty('account');
  expect(connect.events()).toMatchObject([
    { account: id, pending_webhooks: 1, data: { object: { name: 'Connected' } } },
  ]);
  const [{ body, headers } = { body: '', headers: {} }] = connect.received;
  const verified = stripe.webhooks.constructEvent(body, String(headers['stripe-signature']), 'whsec_tests_only_1');
  expect(verified.account).toBe(id);
});

test('a connected account’s own endpoints get its events too, and endpoints are listed apart', async () => {
  const { local, stripe } = await start();
  const theirs = await startReceiver();
  running.push(theirs);
  const header = { stripeAccount: local.connectAccount().id };
  await stripe.webhookEndpoints.create({ url: theirs.url, enabled_events: ['*'] }, header);
  await stripe.customers.create({}, header);
  await stripe.customers.create({});
  await local.idle();
  expect(theirs.events()).toHaveLength(1);
  expect((await stripe.webhookEndpoints.list({}, header)).data).toHaveLength(1);
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(2);
});

test('accounts are made, read and listed; an unknown one is refused in Stripe’s words', async () => {
  const { local, stripe } = await start();
  const made = await stripe.accounts.create({ type: 'express', country: 'DE', email: 'a@example.com' });
  expect(made).toMatchObject({ object: 'account', type: 'express', country: 'DE', charges_enabled: true });
  expect(await stripe.accounts.retrieve(made.id)).toMatchObject({ id: made.id, email: 'a@example.com' });
  const given = local.connectAccount({ id: 'acct_given' });
  expect((await stripe.accounts.list()).data.map(({ id }) => id)).toEqual([given.id, made.id]);
  expect((await stripe.accounts.retrieveCurrent()).id).toBe(local.account.options.id);
  expect((await stripe.accounts.retrieveCurrent({}, { stripeAccount: made.id })).id).toBe(made.id);
  const refusal = { code: 'account_invalid', statusCode: 403 };
  const unknown = stripe.customers.list({}, { stripeAccount: 'acct_none' });
  await expect(unknown).rejects.toMatchObject(refusal);
  await expect(unknown).rejects.toBeInstanceOf(Stripe.errors.StripePermissionError);
  await expect(stripe.accounts.retrieve('acct_none')).rejects.toMatchObject(refusal);
  await expect(stripe.accounts.create({}, { stripeAccount: made.id })).rejects.toMatchObject({ statusCode: 403 });
});

test('an idempotency key counts for one account only', async () => {
  const { local, stripe } = await start();
  const stripeAccount = local.connectAccount().id;
  const idempotencyKey = 'order-1';
  const own = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey });
  const theirs = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey, stripeAccount });
  expect(theirs.id).not.toBe(own.id);
});

test('a connected account sells by checkout on its own page', async () => {
  const { local, stripe } = await start();
  const header = { stripeAccount: local.connectAccount().id };
  const recurring = { interval: 'month' as const };
  const product = { currency: 'eur', unit_amount: 500, recurring, product_data: { name: 'Solo' } };
  const price = await stripe.prices.create(product, header);
  const session = await stripe.checkout.sessions.create(
    { mode: 'subscription', line_items: [{ price: price.id, quantity: 1 }], success_url: 'https://a.example/' },
    header,
  );
  expect((await fetch(String(session.url), { method: 'POST', redirect: 'manual' })).status).toBe(303);
  expect((await stripe.subscriptions.list({}, header)).data).toHaveLength(1);
  expect((await stripe.subscriptions.list()).data).toHaveLength(0);
  expect(() => local.completeCheckout(session.id)).toThrow(/complete/);
});
