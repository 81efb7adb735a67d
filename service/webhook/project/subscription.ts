import { z } from 'zod';
import { identifier, readTypes } from '../event.ts';
import { amount, currency, dateOf, idOf, reference, secondsOf, text, time } from './fields.ts';
import { filled, present } from './pinned.ts';
import type { Projection } from './projection.ts';

/** Periods sit on the items since API 2025-03-31. */
const itemSchema = z.object({
  id: text(255),
  quantity: z.int().nonnegative().nullish(),
  current_period_start: time.nullish(),
  current_period_end: time.nullish(),
  price: z.object({
    id: text(255),
    product: reference,
    currency,
    unit_amount: amount.nullish(),
    recurring: z.object({ interval: text(16), interval_count: z.int() }).nullish(),
  }),
});

const schema = z.object({
  id: identifier,
  customer: reference,
  status: text(32),
  currency,
  collection_method: text(32),
  items: z.object({ data: z.array(itemSchema) }),
  start_date: time,
  trial_start: time.nullish(),
  trial_end: time.nullish(),
  cancel_at: time.nullish(),
  cancel_at_period_end: z.boolean(),
  canceled_at: time.nullish(),
  ended_at: time.nullish(),
  pause_collection: z.object({ behavior: text(32), resumes_at: time.nullish() }).nullish(),
  latest_invoice: reference.nullish(),
  livemode: z.boolean(),
  created: time,
});

const ended = new Set<unknown>(['canceled', 'incomplete_expired']);

/** https://docs.stripe.com/api/subscriptions/object */
export const subscriptionProjection: Projection = {
  table: 'billing_subscriptions',
  columns: [
    ...['id', 'customer_id', 'status', 'currency', 'collection_method', 'items', 'start_date', 'trial_start'],
    ...['trial_end', 'cancel_at', 'cancel_at_period_end', 'canceled_at', 'ended_at', 'pause_collection_behavior'],
    ...['pause_resumes_at', 'latest_invoice_id', 'livemode', 'created', 'account_id'],
  ],
  schema,
  pinned: [
    ...['items.data.*.current_period_start', 'items.data.*.current_period_end'].map(filled),
    ...['items.data.*.price.unit_amount', 'items.data.*.price.recurring', 'trial_start', 'trial_end'].map(present),
    ...['cancel_at', 'canceled_at', 'ended_at', 'pause_collection', 'latest_invoice'].map(present),
  ],
  read(object, eventType) {
    const subscription = schema.parse(object);
    return {
      id: subscription.id,
      customer_id: idOf(subscription.customer),
      // Gone from Stripe altogether, as with its test clock: it ends like one that was canceled.
      status: eventType === readTypes.deleted ? 'canceled' : subscription.status,
      currency: subscription.currency,
      collection_method: subscription.collection_method,
      items: JSON.stringify(subscription.items.data.map(itemOf)),
      start_date: dateOf(subscription.start_date),
      trial_start: dateOf(subscription.trial_start),
      trial_end: dateOf(subscription.trial_end),
      cancel_at: dateOf(subscription.cancel_at),
      cancel_at_period_end: subscription.cancel_at_period_end,
      canceled_at: dateOf(subscription.canceled_at),
      ended_at: dateOf(subscription.ended_at),
      pause_collection_behavior: subscription.pause_collection?.behavior ?? null,
      pause_resumes_at: dateOf(subscription.pause_collection?.resumes_at),
      latest_invoice_id: idOf(subscription.latest_invoice),
      livemode: subscription.livemode,
      created: dateOf(subscription.created),
    };
  },
  objectOf: (row) => ({
    id: row['id'],
    object: 'subscription',
    customer: row['customer_id'],
    status: row['status'],
    currency: row['currency'],
    collection_method: row['collection_method'],
    items: { data: (JSON.parse(String(row['items'])) as ReturnType<typeof itemOf>[]).map(objectOfItem) },
    start_date: secondsOf(row['start_date']),
    trial_start: secondsOf(row['trial_start']),
    trial_end: secondsOf(row['trial_end']),
    cancel_at: secondsOf(row['cancel_at']),
    cancel_at_period_end: row['cancel_at_period_end'],
    canceled_at: secondsOf(row['canceled_at']),
    ended_at: secondsOf(row['ended_at']),
    pause_collection:
      row['pause_collection_behavior'] === null
        ? null
        : { behavior: row['pause_collection_behavior'], resumes_at: secondsOf(row['pause_resumes_at']) },
    latest_invoice: row['latest_invoice_id'],
    livemode: row['livemode'],
    created: secondsOf(row['created']),
  }),
  isTerminal: (row) => ended.has(row['status']),
  // A subscription is incomplete only until its first payment; every other state can be returned to.
  stage: (row) => (row['status'] === 'incomplete' ? 0 : 1),
};

/** One entry of the column `items`: times stay Stripe's seconds there. */
function itemOf({ price, ...item }: z.infer<typeof itemSchema>) {
  return {
    id: item.id,
    price_id: price.id,
    product_id: idOf(price.product),
    quantity: item.quantity ?? null,
    unit_amount: price.unit_amount ?? null,
    currency: price.currency,
    interval: price.recurring?.interval ?? null,
    interval_count: price.recurring?.interval_count ?? null,
    current_period_start: item.current_period_start ?? null,
    current_period_end: item.current_period_end ?? null,
  };
}

function objectOfItem({ price_id, product_id, unit_amount, currency, ...item }: ReturnType<typeof itemOf>) {
  const { interval, interval_count, ...rest } = item;
  const recurring = interval === null ? null : { interval, interval_count };
  return { ...rest, price: { id: price_id, product: product_id, currency, unit_amount, recurring } };
}
