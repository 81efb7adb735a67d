import { Stripe } from 'stripe';
import { stripeClient } from '../stripe/client.ts';
import type { LocalStripe } from '../stripe/local-stripe/server.ts';
import { type Random, seededRandom, seedFor } from '../stripe/local-stripe/state/seeded-random.ts';

export interface HistoryOptions {
  seed: number;
  tenants: number;
  /** After each round half a month passes on the test clocks. */
  rounds: number;
}

interface Tenant {
  stripe: Stripe;
  number: number;
  customer: string;
  subscription: string;
  left: boolean;
}

interface Shop {
  stripe: Stripe;
  prices: string[];
  products: string[];
}

const day = 86_400;
const clocksCount = 2;
const plans = { starter: 1900, team: 4900, business: 14_900 } as const;

/**
 * Has a business live at local Stripe, through the real SDK and whatever faults are set: customers by checkout and
 * without, on test clocks and on none, in the own account and in a connected one; what they do happens at once, so that
 * much of it shares a second. Waits for nothing but its own requests and its clocks.
 */
export async function liveOn(local: LocalStripe, { seed, tenants: count, rounds }: HistoryOptions): Promise<void> {
  const random = seededRandom(seedFor(seed, 'lively history'));
  // Our own client: the SDK’s leaves rate limits to its callers.
  const client = (of: Stripe.StripeConfig = {}) =>
    stripeClient({ STRIPE_API_KEY: local.apiKey, STRIPE_API_BASE: local.url }, { maxNetworkRetries: 12, ...of });
  const own = await openShop(client());
  const connected = await openShop(client({ stripeAccount: local.connectAccount().id }));
  let now = Math.floor(Date.now() / 1000) - 20 * day;
  const clocks = await Promise.all(
    Array.from({ length: clocksCount }, () => own.stripe.testHelpers.testClocks.create({ frozen_time: now })),
  );
  const tenants = await Promise.all(
    Array.from({ length: count }, (_, number) => {
      if (number % 5 === 4) return signUp(local, connected, number, undefined, random);
      return signUp(local, own, number, number % 2 === 0 ? clocks[number % clocksCount]?.id : undefined, random);
    }),
  );
  for (let round = 0; round < rounds; round += 1) {
    const staying = tenants.filter(({ left }) => !left);
    await Promise.all([
      ...staying.map((tenant) => act(tenant, tenant.number % 5 === 4 ? connected : own, random)),
      changeProduct(random() < 0.7 ? own : connected, random, round),
    ]);
    now += 16 * day;
    await Promise.all(clocks.map(({ id }) => local.advanceClock(id, now)));
  }
}

async function openShop(stripe: Stripe): Promise<Shop> {
  const shop: Shop = { stripe, prices: [], products: [] };
  for (const [plan, amount] of Object.entries(plans)) {
    const { id: product } = await stripe.products.create({ name: plan, metadata: { plan, features: 'reports' } });
    const recurring = { interval: 'month' } as const;
    shop.prices.push((await stripe.prices.create({ product, currency: 'eur', unit_amount: amount, recurring })).id);
    shop.products.push(product);
  }
  return shop;
}

async function signUp(
  local: LocalStripe,
  { stripe, prices }: Shop,
  number: number,
  clock: string | undefined,
  random: Random,
): Promise<Tenant> {
  const [trial, quantity] = [random() < 0.4, 1 + Math.floor(random() * 9)];
  const item = { price: prices[number % prices.length]!, quantity };
  const customer = await stripe.customers.create({
    ...{ email: `owner-${number}@workshop.example`, name: `Workshop ${number}` },
    ...(clock !== undefined && { test_clock: clock }),
    metadata: { bulkhead_app: 'shop', bulkhead_reference: `workshop-${number}` },
  });
  const tenant = { stripe, number, customer: customer.id, left: false };
  if (number % 3 === 0) {
    const session = await stripe.checkout.sessions.create({
      ...{ mode: 'subscription', customer: customer.id, line_items: [item], success_url: 'https://app.example.com' },
    });
    const { subscription } = local.completeCheckout(session.id);
    return { ...tenant, subscription: String(subscription) };
  }
  await useCard(tenant, number % 7 === 6 ? 'pm_card_chargeCustomerFail' : 'pm_card_visa');
  const subscription = await stripe.subscriptions.create({
    ...{ customer: customer.id, items: [item], ...(trial && { trial_period_days: 14 }) },
  });
  return { ...tenant, subscription: subscription.id };
}

async function useCard({ stripe, customer }: Pick<Tenant, 'stripe' | 'customer'>, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}

/** A few things of one tenant's, one after the other, mostly within one second. */
async function act(tenant: Tenant, shop: Shop, random: Random): Promise<void> {
  for (let times = 1 + Math.floor(random() * 3); times > 0 && !tenant.left; times -= 1) {
    const action = actions[Math.floor(random() * actions.length)]!;
    await action(tenant, shop, random).catch(unlessRefused);
  }
}

/** What a person would not be allowed, such as to change what has ended, does not happen. */
function unlessRefused(error: unknown): void {
  const refused = error instanceof Stripe.errors.StripeError && [400, 402, 404].includes(error.statusCode ?? 0);
  if (!refused) throw error;
}

const actions: ((tenant: Tenant, shop: Shop, random: Random) => Promise<unknown>)[] = [
  ({ stripe, customer }, _, random) => stripe.customers.update(customer, { name: `Renamed ${random()}` }),
  async ({ stripe, customer }, _, random) => {
    await stripe.customers.update(customer, { balance: Math.floor(random() * 500) - 250 });
    await stripe.customers.update(customer, { email: `new-${Math.floor(random() * 1e6)}@workshop.example` });
  },
  // There and back again within a second: nothing but the order says which is the last.
  async ({ stripe, subscription }) => {
    await stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    await stripe.subscriptions.update(subscription, { cancel_at_period_end: false });
  },
  ({ stripe, subscription }) => stripe.subscriptions.update(subscription, { cancel_at_period_end: true }),
  async ({ stripe, subscription }, { prices }, random) => {
    const { items } = await stripe.subscriptions.retrieve(subscription);
    const price = prices[Math.floor(random() * prices.length)]!;
    await stripe.subscriptions.update(subscription, { items: [{ id: items.data[0]!.id, price }] });
  },
  async ({ stripe, subscription }, _, random) => {
    const { items } = await stripe.subscriptions.retrieve(subscription);
    const quantity = 1 + Math.floor(random() * 20);
    await stripe.subscriptions.update(subscription, { items: [{ id: items.data[0]!.id, quantity }] });
  },
  (tenant) => useCard(tenant, 'pm_card_chargeCustomerFail'),
  async (tenant) => {
    await useCard(tenant, 'pm_card_visa');
    const { data } = await tenant.stripe.invoices.list({ customer: tenant.customer, status: 'open' });
    for (const { id } of data) await tenant.stripe.invoices.pay(id);
  },
  ({ stripe, subscription }) => stripe.subscriptions.update(subscription, { pause_collection: { behavior: 'void' } }),
  ({ stripe, subscription }) => stripe.subscriptions.update(subscription, { pause_collection: '' }),
  async ({ stripe, customer }, _, random) => {
    const { id } = await stripe.invoices.create({ customer, auto_advance: false });
    if (random() < 0.4) await stripe.invoices.del(id);
    else await stripe.invoices.finalizeInvoice(id);
  },
  async ({ stripe, customer }, _, random) => {
    const { data } = await stripe.invoices.list({ customer, status: 'open' });
    for (const { id } of data) {
      await (random() < 0.5 ? stripe.invoices.voidInvoice(id) : stripe.invoices.markUncollectible(id));
    }
  },
  async (tenant, _, random) => {
    if (random() < 0.5) return;
    tenant.left = true;
    await tenant.stripe.subscriptions.cancel(tenant.subscription);
    if (random() < 0.4) await tenant.stripe.customers.del(tenant.customer);
  },
  async (tenant, _, random) => {
    if (random() < 0.7) return;
    tenant.left = true;
    await tenant.stripe.customers.del(tenant.customer);
  },
];

async function changeProduct({ stripe, products }: Shop, random: Random, round: number): Promise<void> {
  const product = products[Math.floor(random() * products.length)]!;
  await stripe.products.update(product, { metadata: { features: `reports,export-${round}` } });
  await stripe.products.update(product, { name: `Plan of round ${round}`, active: random() < 0.8 });
  const { id } = await stripe.products.create({ name: 'A mistake' });
  if (random() < 0.6) await stripe.products.del(id);
}
