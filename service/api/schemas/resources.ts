import { z } from 'zod';
import { amount, currency, stripeCustomerId, time } from './fields.ts';

const id = z.string();

export const customer = z
  .object({
    id: stripeCustomerId,
    reference: z.string().nullable(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    currency: currency.nullable(),
    balance: amount.meta({ description: 'Minor units of the currency; negative is credit.' }),
    delinquent: z.boolean().meta({ description: 'Whether the latest payment failed.' }),
    deleted: z.boolean().meta({ description: 'Whether it was deleted at Stripe.' }),
    livemode: z.boolean(),
    created: time,
  })
  .meta({ id: 'Customer' });

const subscriptionItem = z
  .object({
    id,
    price_id: id,
    product_id: id,
    quantity: z.int().nullable(),
    unit_amount: amount.nullable(),
    currency,
    interval: z.string().nullable(),
    interval_count: z.int().nullable(),
    current_period_start: time.nullable(),
    current_period_end: time.nullable(),
  })
  .meta({ id: 'SubscriptionItem' });

export const subscription = z
  .object({
    id,
    customer_id: stripeCustomerId,
    status: z.string().meta({ description: 'As Stripe names it: active, trialing, past_due, …', example: 'active' }),
    currency,
    collection_method: z.string(),
    items: z.array(subscriptionItem),
    start_date: time,
    trial_start: time.nullable(),
    trial_end: time.nullable(),
    cancel_at: time.nullable(),
    cancel_at_period_end: z.boolean(),
    canceled_at: time.nullable(),
    ended_at: time.nullable(),
    pause_collection: z.object({ behavior: z.string(), resumes_at: time.nullable() }).nullable(),
    latest_invoice_id: id.nullable(),
    livemode: z.boolean(),
    created: time,
  })
  .meta({ id: 'Subscription' });

export const invoice = z
  .object({
    id,
    customer_id: stripeCustomerId,
    subscription_id: id.nullable(),
    number: z.string().nullable(),
    status: z.string().nullable().meta({ description: 'draft, open, paid, uncollectible or void.' }),
    billing_reason: z.string().nullable(),
    currency,
    subtotal: amount,
    total: amount,
    amount_due: amount,
    amount_paid: amount,
    amount_remaining: amount,
    attempt_count: z.int(),
    period_start: time,
    period_end: time,
    due_date: time.nullable(),
    finalized_at: time.nullable(),
    paid_at: time.nullable(),
    voided_at: time.nullable(),
    livemode: z.boolean(),
    created: time,
  })
  .meta({ id: 'Invoice' });

export const entitlements = z
  .object({
    customer_id: stripeCustomerId,
    status: z.enum(['active', 'grace', 'none']).meta({
      description: 'grace: a payment failed, and everything goes on until valid_until. none: nothing is paid for.',
    }),
    plan: z.string().nullable().meta({ description: 'metadata.plan of the product; null where none names one.' }),
    features: z.array(z.string()).meta({ description: 'What all products together give, sorted.' }),
    seats: z.int().meta({ description: 'The quantities of all items together.' }),
    trial_end: time.nullable(),
    valid_until: time.nullable().meta({ description: 'When this ends by itself; null where it goes on.' }),
    subscriptions: z.array(id).meta({ description: 'The subscriptions that give it, sorted.' }),
  })
  .meta({ id: 'Entitlements' });

export const change = z
  .object({
    sequence: z.string().meta({ description: 'Grows with each change; gaps mean nothing.' }),
    type: z.string().meta({ example: 'entitlements.changed' }),
    customer_id: stripeCustomerId,
    created_at: time,
    data: z.record(z.string(), z.unknown()).meta({ description: 'The entitlements from then on.' }),
  })
  .meta({ id: 'Change' });

export const checkoutSession = z
  .object({
    id,
    customer_id: stripeCustomerId,
    url: z.string().nullable().meta({ description: 'Stripe’s page: send the person there. Null once it was used.' }),
    expires_at: time,
  })
  .meta({ id: 'CheckoutSession' });

export const portalSession = z
  .object({
    id,
    customer_id: stripeCustomerId,
    url: z.string().meta({ description: 'Stripe’s page, for this person and for minutes: send the person there.' }),
  })
  .meta({ id: 'PortalSession' });

export const erasureRequest = z
  .object({
    customer_id: stripeCustomerId,
    asked_at: time,
  })
  .meta({ id: 'ErasureRequest' });

export const problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'Relative to the service; GET on it explains it.', example: '/problems/unauthorized' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong with this request, and how it is mended.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457.' });

/** One page of a list. */
export const pageSchema = (element: z.ZodType, name: string) =>
  z
    .object({
      data: z.array(element),
      next: z.string().nullable().meta({ description: '`after` for the next page; null at the end.' }),
    })
    .meta({ id: name });
