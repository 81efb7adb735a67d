import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalStripe, startLocalStripe } from '../server.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

const begin = Date.parse('2026-01-01T00:00:00Z') / 1_000;
const day = 86_400;
let local: LocalStripe;
let stripe: Stripe;
let price: Stripe.Price;

beforeAll(async () => {
  local = await startLocalStripe({ seed: 11 });
  stripe = local.client();
  price = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 2_000,
    recurring: { interval: 'month' },
    product_data: { name: 'Team' },
  });
});
afterAll(() => local.stop());

async function start(
  parameters: Partial<Stripe.SubscriptionCreateParams> = {},
  method: string | null = 'pm_card_visa',
) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: begin });
  const paying =
    method === null ? {} : { payment_method: method, invoice_settings: { default_payment_method: method } };
  const customer = await stripe.customers.create({ test_clock: clock.id, ...paying });
  const items = [{ price: price.id }];
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items, ...parameters });
  return {
    id,
    customer: customer.id,
    clock: clock.id,
    advance: (days: number) => local.advanceClock(clock.id, begin + days * day),
    subscription: () => stripe.subscriptions.retrieve(id),
    invoices: async () => (await stripe.invoices.list({ subscription: id, limit: 100 })).data,
    events: () =>
      [...local.account.events.newestFirst()]
        .filter(({ data }) => [id, customer.id].includes((data.object as { id: string }).id))
        .reverse(),
  };
}

test('a clock says advancing at once and ready when it has arrived, and goes neither back nor too far', async () => {
  const { clock } = await start();
  const to = begin + 40 * day;
  const advancing = await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
  expect(advancing).toMatchObject({ status: 'advancing', status_details: { advancing: { target_frozen_time: to } } });
  await local.idle();
  expect(await stripe.testHelpers.testClocks.retrieve(clock)).toMatchObject({ status: 'ready', frozen_time: to });
  await expect(stripe.testHelpers.testClocks.advance(clock, { frozen_time: begin })).rejects.toThrow('forward');
  await expect(stripe.testHelpers.testClocks.advance(clock, { frozen_time: to + 90 * day })).rejects.toThrow(
    'two intervals',
  );
  expect((await stripe.testHelpers.testClocks.list()).data.map(({ id }) => id)).toContain(clock);
  expect(await stripe.testHelpers.testClocks.del(clock)).toMatchObject({ deleted: true });
});

test('a year of months is twelve renewals, each drafted at its period’s end and paid an hour later', async () => {
  const one = await start();
  for (let days = 30; days <= 360; days += 30) await one.advance(days);
  await one.advance(366);
  const invoices = await one.invoices();
  expect(invoices.filter(({ status }) => status === 'paid')).toHaveLength(13);
  expect(invoices.map(({ created }) => new Date(created * 1_000).getUTCMonth())).toEqual([
    0, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
  ]);
  for (const { created, status_transitions: times, billing_reason: reason } of invoices.slice(0, -1)) {
    expect(times).toMatchObject({ finalized_at: created + 3_600, paid_at: created + 3_600 });
    expect(reason).toBe('subscription_cycle');
  }
  const { status, items } = await one.subscription();
  expect(status).toBe('active');
  expect(items.data[0]?.current_period_start).toBe(Date.parse('2027-01-01T00:00:00Z') / 1_000);
  const times = one.events().map(({ created }) => created);
  expect(times).toEqual([...times].sort((left, right) => left - right));
  expect(times.at(-1)).toBe(Date.parse('2027-01-01T00:00:00Z') / 1_000);
});

test('a trial announces its end three days before and then turns active with a paid invoice', async () => {
  const one = await start({ trial_period_days: 14 });
  expect((await one.subscription()).status).toBe('trialing');
  await one.advance(15);
  const types = one.events().map(({ type, created }) => [type, (created - begin) / day]);
  expect(types).toContainEqual(['customer.subscription.trial_will_end', 11]);
  expect(types).toContainEqual(['customer.subscription.updated', 14]);
  expect((await one.subscription()).status).toBe('active');
  expect((await one.invoices()).map(({ amount_paid: paid, status }) => [paid, status])).toEqual([
    [2_000, 'paid'],
    [0, 'paid'],
  ]);
});

test('a trial without a card ends as its settings say: paused, and resumed once there is a card', async () => {
  const one = await start(
    { trial_period_days: 7, trial_settings: { end_behavior: { missing_payment_method: 'pause' } } },
    null,
  );
  await one.advance(8);
  expect((await one.subscription()).status).toBe('paused');
  await stripe.customers.update(one.customer, { invoice_settings: { default_payment_method: 'pm_card_visa' } });
  expect((await stripe.subscriptions.resume(one.id)).status).toBe('active');
  const types = one.events().map(({ type }) => type);
  expect(types).toContain('customer.subscription.paused');
  expect(types).toContain('customer.subscription.resumed');
  const gone = await start(
    { trial_period_days: 7, trial_settings: { end_behavior: { missing_payment_method: 'cancel' } } },
    null,
  );
  await gone.advance(8);
  expect((await gone.subscription()).status).toBe('canceled');
});

test('a payment that fails makes it past due, and a working card recovers it on the next retry', async () => {
  const one = await start();
  await stripe.customers.update(one.customer, {
    invoice_settings: { default_payment_method: 'pm_card_chargeCustomerFail' },
  });
  await one.advance(32);
  expect((await one.subscription()).status).toBe('past_due');
  const [open] = await one.invoices();
  expect(open).toMatchObject({ status: 'open', attempt_count: 1, attempted: true });
  expect(open?.next_payment_attempt).toBe((open?.status_transitions.finalized_at ?? 0) + 3 * day);
  expect(await stripe.customers.retrieve(one.customer)).toMatchObject({ delinquent: true });
  await stripe.customers.update(one.customer, { invoice_settings: { default_payment_method: 'pm_card_visa' } });
  await one.advance(36);
  expect((await one.subscription()).status).toBe('active');
  expect((await one.invoices())[0]).toMatchObject({ status: 'paid', attempt_count: 2 });
  expect(await stripe.customers.retrieve(one.customer)).toMatchObject({ delinquent: false });
});

test('paying the open invoice by hand recovers it as well', async () => {
  const one = await start();
  await stripe.subscriptions.update(one.id, { default_payment_method: 'pm_card_chargeCustomerFail' });
  await one.advance(32);
  await stripe.subscriptions.update(one.id, { default_payment_method: 'pm_card_visa' });
  await stripe.invoices.pay((await one.invoices())[0]?.id ?? '');
  expect((await one.subscription()).status).toBe('active');
});

test('when every retry fails the subscription is canceled and its invoice stays open', async () => {
  const one = await start();
  await stripe.customers.update(one.customer, {
    invoice_settings: { default_payment_method: 'pm_card_chargeCustomerFail' },
  });
  await one.advance(50);
  const { status, cancellation_details: details } = await one.subscription();
  expect([status, details?.reason]).toEqual(['canceled', 'payment_failed']);
  expect((await one.invoices())[0]).toMatchObject({
    status: 'open',
    attempt_count: 4,
    auto_advance: false,
    next_payment_attempt: null,
  });
});

test('cancel at period end ends it exactly then, without another invoice', async () => {
  const one = await start();
  await stripe.subscriptions.update(one.id, { cancel_at_period_end: true });
  await one.advance(45);
  expect(await one.subscription()).toMatchObject({
    status: 'canceled',
    ended_at: begin + 31 * day,
    canceled_at: begin,
  });
  expect(await one.invoices()).toHaveLength(1);
  expect(one.events().at(-1)?.type).toBe('customer.subscription.deleted');
});

test('a first payment that never comes expires after 23 hours and voids the invoice', async () => {
  const one = await start({}, 'pm_card_chargeCustomerFail');
  await one.advance(2);
  expect((await one.subscription()).status).toBe('incomplete_expired');
  expect((await one.invoices())[0]?.status).toBe('void');
});

test('an upgrade waits as proration lines for the next invoice', async () => {
  const one = await start();
  await one.advance(15.5);
  const item = (await one.subscription()).items.data[0]?.id ?? '';
  await stripe.subscriptions.update(one.id, { items: [{ id: item, quantity: 2 }] });
  await one.advance(32);
  const [renewal] = await one.invoices();
  expect(renewal?.lines.data.map(({ amount }) => amount)).toEqual([-1_000, 2_000, 4_000]);
  expect(renewal).toMatchObject({ total: 5_000, status: 'paid' });
});

test('paused collection keeps drafts, voids or writes off, until it resumes by itself', async () => {
  for (const [behavior, status] of [
    ['keep_as_draft', 'draft'],
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
  ] as const) {
    const one = await start();
    await stripe.subscriptions.update(one.id, { pause_collection: { behavior, resumes_at: begin + 40 * day } });
    await one.advance(33);
    expect((await one.invoices())[0]?.status).toBe(status);
    await one.advance(60);
    expect((await one.subscription()).pause_collection).toBeNull();
    expect((await one.invoices())[0]?.status).toBe('paid');
  }
});
