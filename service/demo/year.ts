import type Stripe from 'stripe';
import { type Random, seededRandom } from '../stripe/local-stripe/state/seeded-random.ts';

const monthCount = 12;

/** How many times the demo advances the clock: to the middle and to the end of each month. */
export const stepCount = monthCount * 2;

const start = Date.UTC(2025, 0, 1) / 1000;
const day = 86_400;
const signUpsEachStep = 2;
const seed = 2025;
const plans = { starter: 1900, team: 4900, business: 14_900 } as const;
type Plan = keyof typeof plans;

interface Tenant {
  customerId: string;
  subscriptionId: string;
  plan: Plan;
  /** Whether the card behind the tenant's payments is refused at the moment. */
  failing: boolean;
  left: boolean;
}

/**
 * A year of a small SaaS, told to Stripe through its real SDK on a test clock, which is how one travels in time at the
 * real Stripe as well: sign-ups with and without a trial, renewals, upgrades, cards that fail and recover, pauses,
 * cancellations at once and at the period's end. The same year each time. Waits for `stepDone` after each half month;
 * `now` is the year's own time.
 */
export async function playYear(
  stripe: Stripe,
  stepDone: (step: number, now: Date) => void | Promise<void>,
): Promise<void> {
  const random = seededRandom(seed);
  const prices = await createPrices(stripe);
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'A small SaaS, 2025' });
  const tenants: Tenant[] = [];
  for (let step = 1; step <= stepCount; step += 1) {
    for (let index = 0; index < signUpsEachStep; index += 1) {
      tenants.push(await signUp(stripe, clock.id, prices, tenants.length + 1, random));
    }
    for (const tenant of tenants.filter(({ left }) => !left)) await liveOn(stripe, prices, tenant, random);
    const [month, isMiddle] = [Math.floor(step / 2), step % 2 === 1];
    const now = Date.UTC(2025, month, isMiddle ? 16 : 1) / 1000 + day;
    await advance(stripe, clock.id, now);
    await stepDone(step, new Date(now * 1000));
  }
}

async function createPrices(stripe: Stripe): Promise<Record<Plan, string>> {
  const entries = Object.entries(plans).map(async ([plan, unitAmount]) => {
    const product = await stripe.products.create({ name: `Calibration log, ${plan} plan` });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'eur',
      unit_amount: unitAmount,
      recurring: { interval: 'month' },
    });
    return [plan, price.id] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Plan, string>;
}

async function signUp(
  stripe: Stripe,
  clock: string,
  prices: Record<Plan, string>,
  number: number,
  random: Random,
): Promise<Tenant> {
  const customer = await stripe.customers.create({
    email: `owner-${number}@workshop-${number}.example`,
    name: `Workshop ${number}`,
    test_clock: clock,
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: prices.starter, quantity: 1 + Math.floor(random() * 9) }],
    ...(random() < 0.6 ? { trial_period_days: 14 } : {}),
  });
  return { customerId: customer.id, subscriptionId: subscription.id, plan: 'starter', failing: false, left: false };
}

/** At most one thing happens to a tenant in half a month, as in life. */
async function liveOn(stripe: Stripe, prices: Record<Plan, string>, tenant: Tenant, random: Random): Promise<void> {
  const chance = random();
  const { status } = await stripe.subscriptions.retrieve(tenant.subscriptionId);
  if (status === 'canceled') {
    // Dunning came to its end before the card was replaced.
    tenant.left = true;
  } else if (tenant.failing) {
    if (status === 'past_due' && chance < 0.6) await recover(stripe, tenant);
  } else if (chance < 0.08) {
    await upgrade(stripe, prices, tenant);
  } else if (chance < 0.16) {
    await useCard(stripe, tenant, 'pm_card_chargeCustomerFail');
    tenant.failing = true;
  } else if (chance < 0.19) {
    await stripe.subscriptions.update(tenant.subscriptionId, { cancel_at_period_end: true });
    tenant.left = true;
  } else if (chance < 0.2) {
    await stripe.subscriptions.cancel(tenant.subscriptionId);
    await stripe.customers.del(tenant.customerId);
    tenant.left = true;
  } else if (chance < 0.22) {
    await stripe.subscriptions.update(tenant.subscriptionId, { pause_collection: { behavior: 'void' } });
  }
}

async function upgrade(stripe: Stripe, prices: Record<Plan, string>, tenant: Tenant): Promise<void> {
  const plan = tenant.plan === 'starter' ? 'team' : 'business';
  if (plan === tenant.plan) return;
  const subscription = await stripe.subscriptions.retrieve(tenant.subscriptionId);
  await stripe.subscriptions.update(tenant.subscriptionId, {
    items: [{ id: subscription.items.data[0]!.id, price: prices[plan] }],
  });
  tenant.plan = plan;
}

async function recover(stripe: Stripe, tenant: Tenant): Promise<void> {
  await useCard(stripe, tenant, 'pm_card_visa');
  tenant.failing = false;
  for await (const invoice of stripe.invoices.list({ customer: tenant.customerId, status: 'open' })) {
    await stripe.invoices.pay(invoice.id);
  }
}

async function useCard(stripe: Stripe, tenant: Tenant, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer: tenant.customerId });
  await stripe.customers.update(tenant.customerId, { invoice_settings: { default_payment_method: method.id } });
}

async function advance(stripe: Stripe, clock: string, to: number): Promise<void> {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
  while ((await stripe.testHelpers.testClocks.retrieve(clock)).status === 'advancing') {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
