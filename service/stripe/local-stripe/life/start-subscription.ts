import { ApiError } from '../api/api-error.ts';
import type { Customer } from '../objects/customer.ts';
import type { Price } from '../objects/price.ts';
import type { Metadata } from '../objects/shape.ts';
import { subscription as newSubscription, type Subscription, subscriptionItem } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';
import { addIntervals, periodEnd, type Rhythm } from './calendar.ts';
import { periodLines } from './invoice-lines.ts';
import { draftForSubscription, finalizeInvoice } from './invoices.ts';
import { charges, methodToCharge } from './payment-methods.ts';
import { cardDeclined, collectPayment } from './payments.ts';

export interface ItemWanted {
  readonly price: Price;
  readonly quantity: number;
  readonly metadata: Metadata;
}

export interface SubscriptionWanted {
  readonly customer: Customer;
  readonly items: readonly ItemWanted[];
  readonly trialEnd: number | null;
  readonly billingCycleAnchor: number | null;
  readonly paymentBehavior: 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete';
  readonly further: Partial<Subscription>;
}

/** The rhythm that all items share; Stripe's flexible mode allows several, the stand-in one. */
export function rhythmOf(prices: readonly Price[]): Rhythm {
  const [first] = prices;
  if (first === undefined) throw new ApiError(400, 'Missing required param: items.', { param: 'items' });
  for (const { recurring, id, currency } of prices) {
    if (recurring === null) {
      throw new ApiError(
        400,
        `The price ${id} is \`type=one_time\`, but this field only accepts prices with \`type=recurring\`.`,
        { param: 'items[0][price]' },
      );
    }
    if (
      recurring.interval !== first.recurring?.interval ||
      recurring.interval_count !== first.recurring.interval_count
    ) {
      throw new ApiError(400, 'Local Stripe, a stand-in, wants the same interval for all items of a subscription.', {
        param: 'items',
      });
    }
    if (currency !== first.currency) {
      throw new ApiError(400, 'All prices on a subscription must have the same `currency`.', { param: 'items' });
    }
  }
  const { interval, interval_count } = first.recurring as Rhythm;
  return { interval, interval_count };
}

/** Starts a subscription as Stripe does: first the subscription, then its first invoice, then the attempt to pay it. */
export function startSubscription(account: Account, wanted: SubscriptionWanted): Subscription {
  const { customer, trialEnd, further } = wanted;
  const created = account.now(customer.test_clock);
  const subscription = buildSubscription(account, wanted, created);
  const trialing = subscription.status === 'trialing';
  const automatic = subscription.collection_method === 'charge_automatically';
  const free = trialing || wanted.items.every(({ price }) => price.unit_amount === 0);
  const method = methodToCharge(account, customer, { subscription });
  if (automatic && !free && wanted.paymentBehavior !== 'default_incomplete') {
    if (method === undefined) throw cardDeclined(method);
    if (wanted.paymentBehavior === 'error_if_incomplete' && !charges(method)) throw cardDeclined(method);
  }
  if (customer.currency !== null && customer.currency !== subscription.currency) {
    throw new ApiError(
      400,
      `You cannot combine currencies on a single customer. ` +
        `This customer has had a subscription or invoice item with currency ${customer.currency}`,
    );
  }
  const invoiceId = account.ids.next('in');
  const status = trialing || free || !automatic ? subscription.status : 'incomplete';
  const started = account.add({ ...subscription, status, latest_invoice: invoiceId }, 'customer.subscription.created');
  if (trialEnd !== null) remindAtOnce(account, started);
  const draft = draftForSubscription(account, started, {
    id: invoiceId,
    reason: 'subscription_create',
    period: { start: created, end: created },
    lines: periodLines(account, invoiceId, started),
    waits: further.collection_method === 'send_invoice',
  });
  if (automatic) {
    const open = finalizeInvoice(account, draft);
    if (open.status === 'open' && wanted.paymentBehavior !== 'default_incomplete') {
      collectPayment(account, open, { scheduled: true });
    }
  }
  return account.subscriptions.get(started.id) ?? started;
}

function buildSubscription(account: Account, wanted: SubscriptionWanted, created: number): Subscription {
  const { customer, trialEnd, further } = wanted;
  const rhythm = rhythmOf(wanted.items.map(({ price }) => price));
  const trialing = trialEnd !== null && trialEnd > created;
  const anchor = trialing ? trialEnd : (wanted.billingCycleAnchor ?? created);
  const end = trialing ? trialEnd : periodEnd(anchor, rhythm, created);
  const id = account.ids.next('sub');
  const items = wanted.items.map(({ price, quantity, metadata }) =>
    subscriptionItem({
      id: account.ids.next('si'),
      created,
      price,
      quantity,
      metadata,
      subscription: id,
      current_period_start: created,
      current_period_end: end,
    }),
  );
  const atPeriodEnd = further.cancel_at_period_end === true;
  return newSubscription(
    {
      ...further,
      ...(atPeriodEnd ? { cancel_at: end } : {}),
      ...(atPeriodEnd || typeof further.cancel_at === 'number' ? { canceled_at: created } : {}),
      id,
      billing_cycle_anchor: anchor,
      created,
      currency: wanted.items[0]?.price.currency ?? 'usd',
      customer: customer.id,
      status: trialing ? 'trialing' : 'active',
      test_clock: customer.test_clock,
      trial_end: trialing ? trialEnd : null,
      trial_start: trialing ? created : null,
    },
    items,
  );
}

/** A trial shorter than the notice that Stripe gives is announced to end as soon as it begins. */
export function remindAtOnce(account: Account, subscription: Subscription): void {
  const { trial_end: trialEnd, id } = subscription;
  const now = account.now(subscription.test_clock);
  if (trialEnd === null || addIntervals(now, { interval: 'day', interval_count: 3 }, 1) < trialEnd) return;
  account.trialReminders.set(id, trialEnd);
  account.tell('customer.subscription.trial_will_end', subscription);
}
