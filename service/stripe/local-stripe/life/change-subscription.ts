import { ApiError } from '../api/api-error.ts';
import type { Invoice } from '../objects/invoice.ts';
import { type Subscription, subscriptionItem, type SubscriptionItem, withItems } from '../objects/subscription.ts';
import type { Account, Proration } from '../state/account.ts';
import { productName } from './invoice-lines.ts';
import { draftForSubscription, finalizeInvoice } from './invoices.ts';
import { collectPayment } from './payments.ts';
import { beginPeriod } from './renew-subscription.ts';
import { type ItemWanted, remindAtOnce, rhythmOf } from './start-subscription.ts';

export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none';

export interface ItemChange extends Partial<ItemWanted> {
  /** The item to change; without it a new one is added. */
  readonly id?: string | undefined;
  readonly deleted?: boolean;
}

export interface SubscriptionChange {
  readonly items: readonly ItemChange[];
  readonly changes: Partial<Subscription>;
  readonly prorationBehavior: ProrationBehavior;
  readonly restart: boolean;
  readonly endTrialNow: boolean;
}

/** Changes a subscription as `POST /v1/subscriptions/:id` does: plan changes with their prorations, trials, dates. */
export function changeSubscription(
  account: Account,
  subscription: Subscription,
  wanted: SubscriptionChange,
): Subscription {
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw new ApiError(400, 'A canceled subscription can only update its cancellation_details and metadata.');
  }
  const now = account.now(subscription.test_clock);
  const trialEnd = wanted.changes.trial_end ?? null;
  const wantedItems = changedItems(account, subscription, wanted.items, now);
  const items = trialEnd === null ? wantedItems : trialItems(subscription, wantedItems, now, trialEnd);
  const rhythm = rhythmOf(items.map(({ price }) => price));
  const old = rhythmOf(subscription.items.data.map(({ price }) => price));
  const newRhythm = rhythm.interval !== old.interval || rhythm.interval_count !== old.interval_count;
  const trialing = subscription.status === 'trialing';
  if (!trialing && trialEnd === null && wanted.prorationBehavior !== 'none')
    prorate(account, subscription, items, now, newRhythm);
  const changes = { ...wanted.changes, ...withItems(subscription.id, items) };

  if (wanted.endTrialNow || wanted.restart || (newRhythm && !trialing)) {
    const ended = wanted.endTrialNow ? { trial_end: now, status: 'active' as const } : {};
    const options = { reason: 'subscription_update', waits: false, changes: { ...changes, ...ended }, anchor: now };
    return collectNow(account, beginPeriod(account, subscription, options));
  }
  if (wanted.prorationBehavior === 'always_invoice' && account.prorations.has(subscription.id)) {
    const id = account.ids.next('in');
    const changed = account.change(subscription, { ...changes, latest_invoice: id }, 'customer.subscription.updated');
    const period = { start: now, end: now };
    const draft = { id, reason: 'subscription_update', period, lines: [], waits: false };
    return collectNow(account, { subscription: changed, invoice: draftForSubscription(account, changed, draft) });
  }
  const changed = account.change(subscription, changes, 'customer.subscription.updated');
  if (changed.trial_end !== subscription.trial_end) remindAtOnce(account, changed);
  return changed;
}

/** A new trial end moves the end of the period with it. */
function trialItems(
  subscription: Subscription,
  items: readonly SubscriptionItem[],
  now: number,
  trialEnd: number,
): readonly SubscriptionItem[] {
  const begins = subscription.status === 'trialing' ? {} : { current_period_start: now };
  return items.map((item) => ({ ...item, ...begins, current_period_end: trialEnd }));
}

function collectNow(account: Account, begun: { subscription: Subscription; invoice: Invoice }): Subscription {
  const { subscription, invoice } = begun;
  if (invoice.auto_advance) {
    const open = finalizeInvoice(account, invoice);
    if (open.status === 'open' && open.collection_method === 'charge_automatically') {
      collectPayment(account, open, { scheduled: true });
    }
  }
  return account.subscriptions.get(subscription.id) ?? subscription;
}

function changedItems(
  account: Account,
  subscription: Subscription,
  wanted: readonly ItemChange[],
  now: number,
): readonly SubscriptionItem[] {
  let items = subscription.items.data;
  for (const change of wanted) {
    const item = items.find(({ id }) => id === change.id);
    if (change.id !== undefined && item === undefined) {
      throw new ApiError(400, `No such subscription item: '${change.id}'`, {
        code: 'resource_missing',
        param: 'items[0][id]',
      });
    }
    if (change.deleted === true) items = items.filter((each) => each !== item);
    else if (item !== undefined) items = items.map((each) => (each === item ? rebuilt(item, change) : each));
    else items = [...items, addedItem(account, subscription, change, now)];
  }
  return items;
}

function rebuilt(item: SubscriptionItem, change: ItemChange): SubscriptionItem {
  return subscriptionItem({
    ...item,
    subscription: String(item['subscription']),
    price: change.price ?? item.price,
    quantity: change.quantity ?? item.quantity,
    metadata: change.metadata ?? item.metadata,
  });
}

function addedItem(account: Account, subscription: Subscription, change: ItemChange, now: number): SubscriptionItem {
  if (change.price === undefined) {
    throw new ApiError(400, 'Missing required param: items[0][price].', {
      code: 'parameter_missing',
      param: 'items[0][price]',
    });
  }
  return subscriptionItem({
    id: account.ids.next('si'),
    created: now,
    price: change.price,
    quantity: change.quantity ?? 1,
    metadata: change.metadata ?? {},
    subscription: subscription.id,
    current_period_start: subscription.items.data[0]?.current_period_start ?? now,
    current_period_end: subscription.items.data[0]?.current_period_end ?? now,
  });
}

/** Gives back what was paid for the rest of the period and, where the period goes on, asks for the new price of it. */
function prorate(
  account: Account,
  subscription: Subscription,
  items: readonly SubscriptionItem[],
  now: number,
  newRhythm: boolean,
): void {
  const prorations: Proration[] = [];
  const add = (item: SubscriptionItem, sign: 1 | -1) => {
    const { current_period_start: start, current_period_end: end, price, quantity } = item;
    const left = Math.max(0, end - now) / (end - start);
    prorations.push({
      amount: Math.round(sign * price.unit_amount * quantity * left) || 0,
      description: `${sign < 0 ? 'Unused' : 'Remaining'} time on ${productName(account, price)}`,
      price,
      quantity,
      period: { start: now, end },
      subscriptionItem: item.id,
    });
  };
  for (const was of subscription.items.data) {
    const is = items.find(({ id }) => id === was.id);
    const same = is?.price.id === was.price.id && is.quantity === was.quantity;
    if (same && !newRhythm) continue;
    add(was, -1);
    if (is !== undefined && !newRhythm) add(is, 1);
  }
  for (const is of items) {
    if (!newRhythm && !subscription.items.data.some(({ id }) => id === is.id)) add(is, 1);
  }
  if (prorations.length === 0) return;
  account.prorations.set(subscription.id, [...(account.prorations.get(subscription.id) ?? []), ...prorations]);
}
