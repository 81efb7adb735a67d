import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalStripe, startLocalStripe } from '../server.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

let local: LocalStripe;
let stripe: Stripe;
let monthly: Stripe.Price;
let time = 1_795_000_000;

beforeAll(async () => {
  local = await startLocalStripe({ seed: 11, now: () => time });
  stripe = local.client({ maxNetworkRetries: 0 });
  monthly = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 1_900,
    recurring: { interval: 'month' },
    product_data: { name: 'Team <b>&' },
  });
});
afterAll(() => local.stop());

const open = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: monthly.id, quantity: 2 }],
    success_url: 'https://app.example.com/welcome?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://app.example.com/prices?from="x"',
    ...more,
  });

const press = (url: string | null, fields: Record<string, string>) =>
  fetch(String(url), { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

async function refused(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Stripe.errors.StripeError);
  return error as Stripe.errors.StripeError;
}

test('a session is opened, read, listed, and shows its line items only when asked', async () => {
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const session = await open({ customer: customer.id, client_reference_id: 'app-1', metadata: { team: 'blue' } });
  expect(session).toMatchObject({
    object: 'checkout.session',
    amount_total: 3_800,
    client_reference_id: 'app-1',
    customer: customer.id,
    customer_details: { email: 'ada@example.com' },
    expires_at: time + 86_400,
    metadata: { team: 'blue' },
    payment_status: 'unpaid',
    status: 'open',
    subscription: null,
    url: `${local.url}/c/pay/${session.id}`,
  });
  expect(session.id).toMatch(/^cs_test_a1\w{58}$/);
  expect(session).not.toHaveProperty('line_items');
  const read = await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items'] });
  expect(read.line_items?.data).toMatchObject([{ quantity: 2, amount_total: 3_800, price: { id: monthly.id } }]);
  expect((await stripe.checkout.sessions.listLineItems(session.id, { limit: 1 })).data).toEqual(read.line_items?.data);
  expect((await stripe.checkout.sessions.list({ customer: customer.id })).data).toEqual([session]);
  expect((await stripe.checkout.sessions.list({ status: 'complete', customer: customer.id })).data).toEqual([]);
});

test('what the page shows is escaped, has no script, fits a phone and says that it is a stand-in', async () => {
  const { url } = await open();
  const answer = await fetch(String(url));
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const word of ['stand-in', 'Team &lt;b&gt;&amp;', '2 × €19.00', 'Pay €38.00', 'width=device-width'])
    expect(text).toContain(word);
  expect(text).toContain('href="https://app.example.com/prices?from=&quot;x&quot;"');
  expect(text).not.toMatch(/<script|<b>| on\w+=/i);
});

test('paying makes customer, subscription and invoice, then completes the session and goes to the app', async () => {
  const session = await open({ subscription_data: { metadata: { app: '1' } } });
  const answer = await press(session.url, { payment_method: 'pm_card_visa', email: 'bob@example.com', name: 'Bob' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`https://app.example.com/welcome?session=${session.id}`);
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['customer', 'subscription', 'invoice'] });
  expect(paid).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    url: null,
    customer: { email: 'bob@example.com', name: 'Bob' },
    customer_details: { email: 'bob@example.com', name: 'Bob' },
    subscription: { status: 'active', metadata: { app: '1' } },
    invoice: { status: 'paid', amount_paid: 3_800, billing_reason: 'subscription_create' },
  });
  const method = (paid.subscription as Stripe.Subscription).default_payment_method as string;
  expect((await stripe.paymentMethods.retrieve(method)).customer).toBe((paid.customer as Stripe.Customer).id);
  const all = (await stripe.events.list({ limit: 20 })).data.map(({ type }) => type as string).reverse();
  const types = all.slice(all.lastIndexOf('customer.created'));
  const order = ['customer.created', 'customer.subscription.created', 'invoice.created', 'invoice.paid'];
  expect(types.filter((type) => order.includes(type))).toEqual(order);
  expect(types.at(-1)).toBe('checkout.session.completed');
});

test('a declined card changes nothing, the page says so, and another card still pays', async () => {
  const session = await open({ customer_email: 'eve@example.com' });
  const [customers, events] = [local.account.customers.size, local.account.events.size];
  const declined = await press(session.url, { payment_method: 'pm_card_chargeCustomerFail' });
  expect(declined.status).toBe(402);
  expect(await declined.text()).toContain('Your card was declined.');
  expect((await press(session.url, { payment_method: 'pm_none' })).status).toBe(400);
  expect([local.account.customers.size, local.account.events.size]).toEqual([customers, events]);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  expect((await press(session.url, { payment_method: 'pm_card_visa' })).status).toBe(303);
});

test('a session cannot be paid twice, nor expired, nor unknown; the status says which', async () => {
  const session = await open({ customer_email: 'x@example.com' });
  const [first, second] = await Promise.all([press(session.url, {}), press(session.url, {})]);
  expect([first.status, second.status].sort()).toEqual([303, 409]);
  expect((await refused(stripe.checkout.sessions.expire(session.id))).statusCode).toBe(400);
  const ended = await open();
  expect(await stripe.checkout.sessions.expire(ended.id)).toMatchObject({ status: 'expired', url: null });
  expect((await press(ended.url, {})).status).toBe(410);
  expect((await fetch(`${local.url}/c/pay/cs_test_none`)).status).toBe(404);
  expect((await fetch(String(session.url), { method: 'DELETE' })).status).toBe(405);
  expect(() => local.completeCheckout(ended.id)).toThrow(/expired/);
  expect(() => local.completeCheckout('cs_test_none')).toThrow(/No such checkout.session/);
});

test('time expires a session, with its event', async () => {
  const session = await open({ expires_at: time + 1_800 });
  time += 1_800;
  expect((await stripe.checkout.sessions.list({ status: 'open' })).data.map(({ id }) => id)).not.toContain(session.id);
  expect((await fetch(String(session.url))).status).toBe(410);
  const [event] = (await stripe.events.list({ type: 'checkout.session.expired', limit: 1 })).data;
  expect(event?.data.object).toMatchObject({ id: session.id, status: 'expired' });
});

test('a trial charges nothing at first, not even a card that would be declined', async () => {
  const session = await open({ customer_email: 't@example.com', subscription_data: { trial_period_days: 14 } });
  expect(session.amount_total).toBe(0);
  const done = local.completeCheckout(session.id, { paymentMethod: 'pm_card_chargeCustomerFail' });
  expect(done).toMatchObject({ status: 'complete', payment_status: 'no_payment_required' });
  const subscription = await stripe.subscriptions.retrieve(String(done.subscription));
  expect(subscription).toMatchObject({ status: 'trialing', trial_end: time + 14 * 86_400 });
});

test('what is not simulated or wrong is refused with the parameter’s name', async () => {
  expect((await refused(open({ mode: 'payment' }))).message).toContain('does not simulate mode=payment');
  const once = await stripe.prices.create({ currency: 'eur', unit_amount: 5, product: monthly.product as string });
  expect((await refused(open({ line_items: [{ price: once.id, quantity: 1 }] }))).statusCode).toBe(400);
  expect(await refused(open({ success_url: 'javascript:alert(1)' }))).toMatchObject({ param: 'success_url' });
  expect(await refused(open({ expires_at: time + 60 }))).toMatchObject({ param: 'expires_at' });
  expect(await refused(open({ customer: 'cus_none' }))).toMatchObject({ param: 'customer', code: 'resource_missing' });
  const both = { customer: 'cus_1', customer_email: 'a@example.com' };
  expect(await refused(open(both))).toMatchObject({ param: 'customer' });
  expect(await refused(open({ discounts: [{ coupon: 'x' }] }))).toMatchObject({ param: 'discounts' });
});
