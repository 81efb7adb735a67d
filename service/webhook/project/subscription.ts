import { z } from 'zod';
import { identifier } from '../event.ts';
import { amount, currency, optional, reference, text, time } from './fields.ts';
import type { Projection } from './projection.ts';

/** Periods sit on the items since API 2025-03-31. */
const item = z
  .object({
    id: text(255),
    quantity: optional(z.int()),
    current_period_start: optional(z.int()),
    current_period_end: optional(z.int()),
    price: z.object({
      id: text(255),
      product: reference,
      currency,
      unit_amount: optional(amount),
      recurring: optional(z.object({ interval: text(16), interval_count: z.int() })),
    }),
  })
  .transform(({ price, ...rest }) => ({
    id: rest.id,
    price_id: price.id,
    product_id: price.product,
    quantity: rest.quantity,
    unit_amount: price.unit_amount,
    currency: price.currency,
    interval: price.recurring?.interval ?? null,
    interval_count: price.recurring?.interval_count ?? null,
    current_period_start: rest.current_period_start,
    current_period_end: rest.current_period_end,
  }));

const subscription = z
  .object({
    id: identifier,
    customer: reference,
    status: text(32),
    currency,
    collection_method: text(32),
    items: z.object({ data: z.array(item) }),
    start_date: time,
    trial_start: optional(time),
    trial_end: optional(time),
    cancel_at: optional(time),
    cancel_at_period_end: z.boolean(),
    canceled_at: optional(time),
    ended_at: optional(time),
    pause_collection: optional(z.object({ behavior: text(32), resumes_at: optional(time) })),
    latest_invoice: optional(reference),
    livemode: z.boolean(),
    created: time,
  })
  .transform(({ customer, items, pause_collection, latest_invoice, ...rest }) => ({
    ...rest,
    customer_id: customer,
    items: JSON.stringify(items.data),
    pause_collection_behavior: pause_collection?.behavior ?? null,
    pause_resumes_at: pause_collection?.resumes_at ?? null,
    latest_invoice_id: latest_invoice,
  }));

const ended = new Set<unknown>(['canceled', 'incomplete_expired']);

/** https://docs.stripe.com/api/subscriptions/object */
export const subscriptionProjection: Projection = {
  table: 'billing_subscriptions',
  columns: [
    ...['id', 'customer_id', 'status', 'currency', 'collection_method', 'items', 'start_date', 'trial_start'],
    ...['trial_end', 'cancel_at', 'cancel_at_period_end', 'canceled_at', 'ended_at', 'pause_collection_behavior'],
    ...['pause_resumes_at', 'latest_invoice_id', 'livemode', 'created'],
  ],
  read: (object) => subscription.parse(object),
  isTerminal: (row) => ended.has(row['status']),
  // A subscription is incomplete only until its first payment; every other state can be returned to.
  stage: (row) => (row['status'] === 'incomplete' ? 0 : 1),
};
