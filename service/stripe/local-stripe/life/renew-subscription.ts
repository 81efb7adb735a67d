import type { Invoice } from '../objects/invoice.ts';
import { type Subscription, withItems } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';
import { periodEnd } from './calendar.ts';
import { endSubscription } from './end-subscription.ts';
import { periodLines } from './invoice-lines.ts';
import { customerOf, draftForSubscription } from './invoices.ts';
import { methodToCharge } from './payment-methods.ts';
import { rhythmOf } from './start-subscription.ts';

/** Begins the next period: the draft of its invoice, and the subscription with new dates. */
export function renewSubscription(account: Account, subscription: Subscription): Subscription {
  return beginPeriod(account, subscription, { reason: 'subscription_cycle', waits: true }).subscription;
}

/** Ends a trial when its time has come: the first period to be paid for, or what the trial's settings say instead. */
export function endTrial(account: Account, subscription: Subscription): Subscription {
  const method = methodToCharge(account, customerOf(account, subscription), { subscription });
  const behavior = subscription.trial_settings.end_behavior.missing_payment_method;
  if (method === undefined && behavior === 'cancel') return endSubscription(account, subscription, {});
  if (method === undefined && behavior === 'pause') {
    const paused = account.change(subscription, { status: 'paused' }, 'customer.subscription.updated');
    account.tell('customer.subscription.paused', paused);
    return paused;
  }
  const changes = { status: 'active' as const };
  return beginPeriod(account, subscription, { reason: 'subscription_cycle', waits: true, changes }).subscription;
}

/**
 * Sets the items' period to the one that begins now and drafts its invoice. `changes` are made in the same event;
 * `anchor` moves the billing cycle. With `waits` the draft stays for Stripe's hour, else the caller finalizes it.
 */
export function beginPeriod(
  account: Account,
  subscription: Subscription,
  options: { reason: string; waits: boolean; changes?: Partial<Subscription>; anchor?: number },
): { subscription: Subscription; invoice: Invoice } {
  const now = account.now(subscription.test_clock);
  const changes = options.changes ?? {};
  const items = changes.items?.data ?? subscription.items.data;
  const anchor = options.anchor ?? subscription.billing_cycle_anchor;
  const end = periodEnd(anchor, rhythmOf(items.map(({ price }) => price)), now);
  const before = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  const id = account.ids.next('in');
  const next: Subscription = {
    ...subscription,
    ...changes,
    billing_cycle_anchor: anchor,
    latest_invoice: id,
    ...withItems(
      subscription.id,
      items.map((item) => ({ ...item, current_period_start: now, current_period_end: end })),
    ),
    ...(subscription.cancel_at_period_end ? { cancel_at: end } : {}),
  };
  const invoice = draftForSubscription(account, next, {
    id,
    reason: options.reason,
    period: { start: before, end: now },
    lines: periodLines(account, id, next),
    waits: options.waits,
  });
  return { subscription: account.change(subscription, next, 'customer.subscription.updated'), invoice };
}
