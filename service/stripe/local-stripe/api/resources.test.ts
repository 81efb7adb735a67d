import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalStripe, startLocalStripe } from '../server.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

let local: LocalStripe;
let stripe: Stripe;
let monthly: Stripe.Price;
let yearly: Stripe.Price;

beforeAll(async () => {
  local = await startLocalStripe({ seed: 7 });
  stripe = local.client({ maxNetworkRetries: 0 });
  const product = await stripe.products.create({ name: 'Team', metadata: { plan: 'team' } });
  const price = { currency: 'eur', product: product.id };
  monthly = await stripe.prices.create({ ...price, unit_amount: 1_900, recurring: { interval: 'month' } });
  yearly = await stripe.prices.create({
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

test('products and prices are created, read, changed, listed by their filters and deleted', async () => {
  const product = await stripe.products.create({
    name: 'Box',
    default_price_data: { currency: 'usd', unit_amount: 500, recurring: { interval: 'week', interval_count: 2 } },
  });
  const price = await stripe.prices.retrieve(product.default_price as string, { expand: ['product'] });
  expect((price.product as Stripe.Product).name).toBe('Box');
  expect(price.recurring).toMatchObject({ interval: 'week', interval_count: 2 });
  const changed = await stripe.products.update(product.id, { name: 'Crate', active: false, description: 'wood' });
  expect(changed).toMatchObject({ name: 'Crate', active: false, description: 'wood' });
  expect((await stripe.products.list({ active: false })).data.map(({ id }) => id)).toEqual([product.id]);
  expect((await stripe.prices.list({ product: product.id })).data.map(({ id }) => id)).toEqual([price.id]);
  expect((await stripe.prices.list({ lookup_keys: ['year'] })).data.map(({ id }) => id)).toEqual([yearly.id]);
  expect((await refused(stripe.products.del(product.id))).statusCode).toBe(400);
  const free = await stripe.products.create({ name: 'Free' });
  expect(await stripe.products.del(free.id)).toMatchObject({ deleted: true });
});

test('metadata is merged: new keys are added, empty ones removed, the rest stays', async () => {
  const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } });
  expect((await stripe.customers.update(id, { metadata: { b: '', c: '3' } })).metadata).toEqual({ a: '1', c: '3' });
  expect((await stripe.customers.update(id, { metadata: '' })).metadata).toEqual({});
  const [event] = (await stripe.events.list({ type: 'customer.updated', limit: 1 })).data;
  expect(event?.data.previous_attributes).toEqual({ metadata: { a: '1', c: '3' } });
});

test('a customer who was deleted is still answered, as deleted, and the subscriptions are canceled', async () => {
  const customer = await payer();
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: monthly.id }] });
  await stripe.customers.del(customer.id);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
});

test('a subscription that is paid is first incomplete, then active, in the same second', async () => {
  const customer = await payer();
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: monthly.id, quantity: 3 }],
    expand: ['latest_invoice', 'customer', 'items.data.price.product'],
  });
  expect(subscription.status).toBe('active');
  expect(subscription.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 5_700 });
  expect(subscription.latest_invoice).toMatchObject({
    parent: { subscription_details: { subscription: subscription.id } },
  });
  expect(subscription.customer).toMatchObject({ id: customer.id });
  expect((subscription.items.data[0]?.price.product as Stripe.Product).name).toBe('Team');
  const events = await stripe.events.list({
    types: ['customer.subscription.created', 'customer.subscription.updated'],
    limit: 2,
  });
  const [updated, created] = events.data;
  expect((created?.data.object as Stripe.Subscription).status).toBe('incomplete');
  expect(updated?.data.previous_attributes).toEqual({ status: 'incomplete' });
  expect(updated?.request?.id).toMatch(/^req_/);
});

test('a card that fails leaves the subscription incomplete, and paying with another one makes it active', async () => {
  const customer = await payer('pm_card_chargeCustomerFail');
  const items = [{ price: monthly.id }];
  const strict = stripe.subscriptions.create({ customer: customer.id, items, payment_behavior: 'error_if_incomplete' });
  expect(await refused(strict)).toBeInstanceOf(Stripe.errors.StripeCardError);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items });
  expect(subscription.status).toBe('incomplete');
  const invoice = subscription.latest_invoice as string;
  expect(await refused(stripe.invoices.pay(invoice))).toMatchObject({ code: 'card_declined', statusCode: 402 });
  expect((await stripe.invoices.pay(invoice, { payment_method: 'pm_card_visa' })).status).toBe('paid');
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
});

test('an upgrade prorates, bills at once when asked to, and a new interval starts a new period', async () => {
  const customer = await payer();
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: monthly.id }] });
  const item = subscription.items.data[0]?.id ?? '';
  const more = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, quantity: 4 }],
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
  });
  expect(more.items.data[0]?.quantity).toBe(4);
  expect(more.latest_invoice).toMatchObject({
    status: 'paid',
    billing_reason: 'subscription_update',
    total: 3 * 1_900,
  });
  const year = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, price: yearly.id }],
    expand: ['latest_invoice'],
  });
  expect(year.latest_invoice).toMatchObject({ status: 'paid', total: 4 * 19_000 - 4 * 1_900 });
  const [updated] = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })).data;
  const previous = updated?.data.previous_attributes as { items: { data: Stripe.SubscriptionItem[] }; plan: object };
  expect(previous.items.data[0]?.price.id).toBe(monthly.id);
  expect(previous.plan).toMatchObject({ id: monthly.id, interval: 'month' });
});

test('a subscription is paused, told to end, taken back and canceled', async () => {
  const customer = await payer();
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: monthly.id }] });
  const paused = await stripe.subscriptions.update(id, { pause_collection: { behavior: 'void' } });
  expect(paused.pause_collection).toEqual({ behavior: 'void', resumes_at: null });
  expect((await stripe.subscriptions.update(id, { pause_collection: '' })).pause_collection).toBeNull();
  const ending = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
  expect(ending.cancel_at).toBe(ending.items.data[0]?.current_period_end);
  expect(await stripe.subscriptions.update(id, { cancel_at_period_end: false })).toMatchObject({
    cancel_at: null,
    canceled_at: null,
  });
  expect((await stripe.subscriptions.cancel(id)).status).toBe('canceled');
  expect((await refused(stripe.subscriptions.cancel(id))).statusCode).toBe(404);
  const mine = { customer: customer.id };
  expect((await stripe.subscriptions.list(mine)).data).toHaveLength(0);
  expect((await stripe.subscriptions.list({ ...mine, status: 'all' })).data).toHaveLength(1);
  expect((await stripe.subscriptions.list({ ...mine, status: 'canceled' })).data).toHaveLength(1);
  const withList = await stripe.customers.retrieve(customer.id, { expand: ['subscriptions'] });
  expect((withList as Stripe.Customer).subscriptions?.data).toEqual([]);
});

test('invoices are drafted by hand, filled, changed, finalized, paid, voided, written off and deleted', async () => {
  const customer = await payer();
  const draft = async () => {
    await stripe.invoiceItems.create({ customer: customer.id, amount: 700, currency: 'eur', description: 'setup' });
    return stripe.invoices.create({
      customer: customer.id,
      currency: 'eur',
      pending_invoice_items_behavior: 'include',
    });
  };
  const paid = await draft();
  expect(paid).toMatchObject({ status: 'draft', total: 700, number: null });
  await stripe.invoices.update(paid.id, { description: 'thanks' });
  expect((await stripe.invoices.finalizeInvoice(paid.id)).number).toMatch(/^[A-Z0-9]+-\d{4}$/);
  expect(await stripe.invoices.pay(paid.id)).toMatchObject({ status: 'paid', amount_paid: 700, description: 'thanks' });
  expect(await refused(stripe.invoices.pay(paid.id))).toMatchObject({ code: 'invoice_already_paid' });
  const voided = await stripe.invoices.finalizeInvoice((await draft()).id);
  expect((await stripe.invoices.voidInvoice(voided.id)).status_transitions.voided_at).toBeTypeOf('number');
  const lost = await stripe.invoices.finalizeInvoice((await draft()).id);
  expect((await stripe.invoices.markUncollectible(lost.id)).status).toBe('uncollectible');
  expect((await stripe.invoices.pay(lost.id, { paid_out_of_band: true })).status).toBe('paid');
  expect(await stripe.invoices.del((await draft()).id)).toMatchObject({ deleted: true });
  expect((await refused(stripe.invoices.finalizeInvoice(paid.id))).statusCode).toBe(400);
  expect((await stripe.invoices.list({ customer: customer.id, status: 'void' })).data.map(({ id }) => id)).toEqual([
    voided.id,
  ]);
});

test('credit pays an invoice before any card does', async () => {
  const customer = await payer();
  await stripe.customers.update(customer.id, { balance: -2_500 });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: monthly.id }],
    expand: ['latest_invoice'],
  });
  expect(subscription.latest_invoice).toMatchObject({ total: 1_900, amount_due: 0, status: 'paid', attempt_count: 0 });
  expect(((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).balance).toBe(-600);
});
