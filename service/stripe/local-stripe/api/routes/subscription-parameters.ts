import { z } from 'zod';
import { created, expand, flag, integer, listing, metadata, text, unsettable, withoutEffect } from '../parameters.ts';

const itemFields = { metadata: metadata.optional(), quantity: integer.optional() };
const trialEnd = z.union([z.literal('now'), integer]).optional();
export const trialSettings = z.strictObject({
  end_behavior: z.strictObject({ missing_payment_method: z.enum(['create_invoice', 'cancel', 'pause']) }),
});
const cancellationDetails = z
  .strictObject({
    comment: unsettable.optional(),
    feedback: z
      .enum([
        'customer_service',
        'low_quality',
        'missing_features',
        'other',
        'switched_service',
        'too_complex',
        'too_expensive',
        'unused',
      ])
      .optional(),
  })
  .optional();

const fields = {
  ...expand,
  cancel_at: z.union([z.literal('').transform(() => null), integer]).optional(),
  cancel_at_period_end: flag.optional(),
  collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
  days_until_due: integer.optional(),
  default_payment_method: unsettable.optional(),
  description: unsettable.optional(),
  metadata: metadata.optional(),
  pause_collection: z
    .union([
      z.literal('').transform(() => null),
      z.strictObject({
        behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
        resumes_at: integer.optional(),
      }),
    ])
    .optional(),
  payment_behavior: z.enum(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']).optional(),
  proration_behavior: z.enum(['create_prorations', 'always_invoice', 'none']).optional(),
  trial_end: trialEnd,
  trial_settings: trialSettings.optional(),
  billing_mode: withoutEffect,
  off_session: withoutEffect,
  payment_settings: withoutEffect,
};
export type SubscriptionFields = z.infer<z.ZodObject<typeof fields>>;

/** What may be said when a subscription is created. Discounts, taxes and the like are unknown: they change amounts. */
export const creating = z.strictObject({
  ...fields,
  billing_cycle_anchor: integer.optional(),
  currency: text.optional(),
  customer: text,
  items: z
    .array(z.strictObject({ ...itemFields, price: text }))
    .min(1)
    .max(20),
  trial_period_days: integer.optional(),
});

export const changing = z.strictObject({
  ...fields,
  billing_cycle_anchor: z.enum(['now', 'unchanged']).optional(),
  cancellation_details: cancellationDetails,
  items: z
    .array(z.strictObject({ ...itemFields, id: text.optional(), price: text.optional(), deleted: flag.optional() }))
    .max(20)
    .optional(),
});

export const cancellation = z.strictObject({
  ...expand,
  cancellation_details: cancellationDetails,
  invoice_now: z.literal('false').optional(),
  prorate: z.literal('false').optional(),
});

export const listingSubscriptions = z.strictObject({
  ...listing,
  collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
  created: created.optional(),
  customer: text.optional(),
  price: text.optional(),
  status: z
    .enum([
      'active',
      'all',
      'canceled',
      'ended',
      'incomplete',
      'incomplete_expired',
      'past_due',
      'paused',
      'trialing',
      'unpaid',
    ])
    .optional(),
  test_clock: text.optional(),
});
