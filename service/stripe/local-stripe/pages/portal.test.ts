import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalStripe, startLocalStripe } from '../server.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

let local: LocalStripe;
let stripe: Stripe;
let monthly: Stripe.Price;

beforeAll(async () => {
  local = await startLocalStripe({ seed: 12 });
  stripe = local.client({ maxNetworkRetries: 0 });
  monthly = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 900,
    recurring: { interval: 'month' },
    product_data: { name: 'Solo' },
  });
});
afterAll(() => local.stop());

async function subscriber(): Promise<Stripe.Subscription> {
  const method = 'pm_card_visa';
  const customer = await stripe.customers.create({
    payment_method: method,
    invoice_settings: { default_payment_method: method },
  });
  return stripe.subscriptions.create({ customer: customer.id, items: [{ price: monthly.id }] });
}

const press = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

test('the portal shows a customer’s subscriptions and leads back to the app', async () => {
  const { customer } = await subscriber();
  const session = await stripe.billingPortal.sessions.create({
    customer: customer as string,
    return_url: 'https://app.example.com/account',
  });
  expect(session).toMatchObject({
    object: 'billing_portal.session',
    customer,
    url: `${local.url}/p/session/${session.id}`,
  });
  const text = await (await fetch(session.url)).text();
  for (const word of ['stand-in', 'Solo', '1 × $9.00 / month', 'Cancel now', 'https://app.example.com/account'])
    expect(text).toContain(word);
  expect(text).not.toMatch(/<script/i);
});

test('a press cancels at the period’s end, keeps, or cancels now, with the events that the API would make', async () => {
  const { id: subscription, customer } = await subscriber();
  const { url } = await stripe.billingPortal.sessions.create({ customer: customer as string });
  expect((await press(url, { subscription, act: 'cancel_at_period_end' })).status).toBe(303);
  expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({
    cancel_at_period_end: true,
    cancellation_details: { reason: 'cancellation_requested' },
  });
  const [updated] = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })).data;
  expect(updated?.data.previous_attributes).toMatchObject({ cancel_at_period_end: false, canceled_at: null });
  expect((await press(url, { subscription, act: 'keep' })).headers.get('location')).toBe(url);
  expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({ cancel_at: null, status: 'active' });
  expect((await press(url, { subscription, act: 'cancel_now' })).status).toBe(303);
  expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('canceled');
  expect((await stripe.events.list({ type: 'customer.subscription.deleted' })).data).toHaveLength(1);
  expect((await press(url, { subscription, act: 'cancel_now' })).status).toBe(404);
});

test('another customer’s subscription, an unknown button and an unknown session are refused', async () => {
  const [mine, other] = [await subscriber(), await subscriber()];
  const { url } = await stripe.billingPortal.sessions.create({ customer: mine.customer as string });
  expect((await press(url, { subscription: other.id, act: 'cancel_now' })).status).toBe(404);
  expect((await stripe.subscriptions.retrieve(other.id)).status).toBe('active');
  expect((await press(url, { subscription: mine.id, act: 'refund' })).status).toBe(400);
  expect((await press(`${local.url}/p/session/bps_none`, {})).status).toBe(404);
  await expect(stripe.billingPortal.sessions.create({ customer: 'cus_none' })).rejects.toMatchObject({
    param: 'customer',
  });
});
