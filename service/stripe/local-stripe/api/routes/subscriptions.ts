import { z } from 'zod';
import { trialDaysMax } from '../../../../../policies/api.ts';
import { changeSubscription } from '../../life/change-subscription.ts';
import { endSubscription } from '../../life/end-subscription.ts';
import { finalizeInvoice } from '../../life/invoices.ts';
import { attachPaymentMethod } from '../../life/payment-methods.ts';
import { collectPayment } from '../../life/payments.ts';
import { beginPeriod } from '../../life/renew-subscription.ts';
import { plannedEnd } from '../../life/planned-end.ts';
import { startSubscription } from '../../life/start-subscription.ts';
import type { Customer } from '../../objects/customer.ts';
import type { Subscription } from '../../objects/subscription.ts';
import type { Account } from '../../state/account.ts';
import { ApiError, noSuch } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import { expand, given, integer, mergeMetadata, text } from '../parameters.ts';
import { type Route, route } from '../route.ts';
import { customerOfId } from './customers.ts';
import { priceOf } from './prices.ts';
import {
  cancellation,
  changing,
  creating,
  listingSubscriptions,
  type SubscriptionFields,
} from './subscription-parameters.ts';

export const subscriptionRoutes: readonly Route[] = [
  route('POST /v1/subscriptions', creating, ({ account }, parameters) => {
    const customer = customerOfId(account, parameters.customer, 'customer');
    const now = account.now(customer.test_clock);
    return startSubscription(account, {
      customer,
      items: parameters.items.map(({ price, quantity, metadata }, index) => ({
        price: priceOf(account, price, `items[${index}][price]`),
        quantity: positive(quantity, `items[${index}][quantity]`),
        metadata: mergeMetadata({}, metadata),
      })),
      trialEnd: trialEndOf(account, parameters, now),
      billingCycleAnchor: parameters.billing_cycle_anchor ?? null,
      paymentBehavior: parameters.payment_behavior ?? 'allow_incomplete',
      further: {
        ...settingsOf(account, customer, parameters, now),
        ...given({ cancel_at_period_end: parameters.cancel_at_period_end }),
        metadata: mergeMetadata({}, parameters.metadata),
      },
    });
  }),
  route('GET /v1/subscriptions/:id', z.strictObject(expand), ({ account }, _parameters, id) =>
    subscriptionOfId(account, id),
  ),
  route('POST /v1/subscriptions/:id', changing, ({ account }, parameters, id) => {
    const subscription = subscriptionOfId(account, id);
    const customer = customerOfId(account, subscription.customer, 'customer');
    const now = account.now(subscription.test_clock);
    const trialEnd = parameters.trial_end;
    const changes: Partial<Subscription> = {
      ...settingsOf(account, customer, parameters, now),
      ...plannedEnd(subscription, parameters, now),
      ...(typeof trialEnd === 'number'
        ? {
            billing_cycle_anchor: trialEnd,
            status: 'trialing',
            trial_end: future(trialEnd, now, 'trial_end'),
            trial_start: subscription.trial_start ?? now,
          }
        : {}),
      metadata: mergeMetadata(subscription.metadata, parameters.metadata),
    };
    return changeSubscription(account, subscription, {
      items: (parameters.items ?? []).map(({ price, metadata, quantity, deleted, id: item }, index) => ({
        id: item,
        deleted: deleted ?? false,
        ...(price === undefined ? {} : { price: priceOf(account, price, `items[${index}][price]`) }),
        ...(quantity === undefined ? {} : { quantity: positive(quantity, `items[${index}][quantity]`) }),
        ...(metadata === undefined ? {} : { metadata: mergeMetadata({}, metadata) }),
      })),
      changes,
      prorationBehavior: parameters.proration_behavior ?? 'create_prorations',
      restart: parameters.billing_cycle_anchor === 'now',
      endTrialNow: trialEnd === 'now' && subscription.status === 'trialing',
    });
  }),
  route('DELETE /v1/subscriptions/:id', cancellation, ({ account }, parameters, id) => {
    const subscription = subscriptionOfId(account, id);
    const details = given({ ...parameters.cancellation_details });
    return endSubscription(account, subscription, { ...details, reason: 'cancellation_requested' });
  }),
  route(
    'POST /v1/subscriptions/:id/resume',
    z.strictObject({
      ...expand,
      billing_cycle_anchor: z.enum(['now', 'unchanged']).optional(),
      proration_behavior: text.optional(),
    }),
    ({ account }, _parameters, id) => {
      const paused = subscriptionOfId(account, id);
      if (paused.status !== 'paused') {
        throw new ApiError(400, `You can only resume a paused subscription; this one is ${paused.status}.`);
      }
      const now = account.now(paused.test_clock);
      const { subscription, invoice } = beginPeriod(account, paused, {
        reason: 'subscription_update',
        waits: false,
        anchor: now,
      });
      const open = finalizeInvoice(account, invoice);
      if (open.status === 'open') collectPayment(account, open, { scheduled: true });
      return account.subscriptions.get(id) ?? subscription;
    },
  ),
  route('GET /v1/subscriptions', listingSubscriptions, ({ account }, parameters) => {
    const { status, customer, price, collection_method: method, test_clock: clock } = parameters;
    const one = (key: string | undefined) => (key === undefined ? undefined : [key]);
    const keys = {
      status: statuses(status),
      customer: one(customer),
      price: one(price),
      collection_method: one(method),
    };
    return listPage(account.subscriptions, '/v1/subscriptions', parameters, {
      keys: { ...keys, test_clock: one(clock) },
    });
  }),
  route(
    'GET /v1/subscription_items',
    z.strictObject({ ...expand, limit: integer.optional(), subscription: text }),
    ({ account }, { subscription }) => ({
      ...subscriptionOfId(account, subscription, 'subscription').items,
      url: '/v1/subscription_items',
    }),
  ),
];

/** Stripe lists everything but what was canceled unless told otherwise. */
function statuses(wanted: string | undefined): readonly string[] | undefined {
  if (wanted === 'all') return undefined;
  if (wanted === 'ended') return ['canceled', 'incomplete_expired'];
  return wanted === undefined
    ? ['incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'unpaid', 'paused']
    : [wanted];
}

function subscriptionOfId(account: Account, id: string, param = 'id'): Subscription {
  const subscription = account.subscriptions.get(id);
  if (subscription === undefined) throw noSuch('subscription', id, param);
  return subscription;
}

function settingsOf(
  account: Account,
  customer: Customer,
  parameters: SubscriptionFields,
  now: number,
): Partial<Subscription> {
  const { default_payment_method: method, pause_collection: pause, cancel_at: cancelAt } = parameters;
  const { collection_method: collection, days_until_due: days, description, trial_settings: trial } = parameters;
  if (collection === 'send_invoice' && days === undefined) {
    throw new ApiError(400, 'You must pass `days_until_due` when `collection_method` is `send_invoice`.', {
      param: 'days_until_due',
    });
  }
  return given({
    collection_method: collection,
    days_until_due: days,
    description,
    trial_settings: trial,
    default_payment_method:
      method === undefined || method === null
        ? method
        : attachPaymentMethod(account, customer, method, 'default_payment_method').id,
    pause_collection: pause && { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null },
    cancel_at: typeof cancelAt === 'number' ? future(cancelAt, now, 'cancel_at') : cancelAt,
  });
}

/** When a trial ends that was asked for by its end or by its days; null without one. */
export function trialEndOf(
  account: Account,
  parameters: { trial_end?: number | 'now' | undefined; trial_period_days?: number | undefined },
  now: number,
): number | null {
  const { trial_end: end, trial_period_days: days } = parameters;
  if (end !== undefined && days !== undefined) {
    throw new ApiError(400, 'You may only specify one of these parameters: trial_end, trial_period_days.', {
      param: 'trial_end',
    });
  }
  if (typeof end === 'number') return future(end, now, 'trial_end');
  if (days === undefined || days === 0) return null;
  if (days < 0 || days > trialDaysMax) {
    throw new ApiError(400, `trial_period_days must be from 0 to ${trialDaysMax}.`, { param: 'trial_period_days' });
  }
  return now + days * 86_400;
}

function future(time: number, now: number, param: string): number {
  // Five years, as at Stripe; it also keeps dates within what a calendar can hold.
  if (time > now && time <= now + 5 * 366 * 86_400) return time;
  throw new ApiError(400, `Invalid timestamp: ${param} must be in the future, and within five years.`, { param });
}

/** A quantity within bounds; one where none was given. */
export function positive(quantity: number | undefined, param: string): number {
  const wanted = quantity ?? 1;
  if (wanted < 0 || wanted > 1_000_000) throw new ApiError(400, 'This value must be from 0 to 1000000.', { param });
  return wanted;
}
