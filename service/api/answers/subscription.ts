import { z } from 'zod';
import type { billing_subscriptions } from '../../../prisma/billing/client/client.ts';
import type { subscription } from '../schemas/resources.ts';
import { isoOf } from './times.ts';

/** An entry of the column `items`, whose times are Stripe's seconds. */
const items = z.array(
  z.object({
    id: z.string(),
    price_id: z.string(),
    product_id: z.string(),
    quantity: z.int().nullable(),
    unit_amount: z.int().nullable(),
    currency: z.string(),
    interval: z.string().nullable(),
    interval_count: z.int().nullable(),
    current_period_start: z.int().nullable(),
    current_period_end: z.int().nullable(),
  }),
);

/** A subscription as apps see it. */
export function subscriptionAnswer(row: billing_subscriptions): z.input<typeof subscription> {
  return {
    id: row.id,
    customer_id: row.customer_id,
    status: row.status,
    currency: row.currency,
    collection_method: row.collection_method,
    items: items.parse(row.items).map((item) => ({
      ...item,
      current_period_start: isoOfSeconds(item.current_period_start),
      current_period_end: isoOfSeconds(item.current_period_end),
    })),
    start_date: row.start_date.toISOString(),
    trial_start: isoOf(row.trial_start),
    trial_end: isoOf(row.trial_end),
    cancel_at: isoOf(row.cancel_at),
    cancel_at_period_end: row.cancel_at_period_end,
    canceled_at: isoOf(row.canceled_at),
    ended_at: isoOf(row.ended_at),
    pause_collection:
      row.pause_collection_behavior === null
        ? null
        : { behavior: row.pause_collection_behavior, resumes_at: isoOf(row.pause_resumes_at) },
    latest_invoice_id: row.latest_invoice_id,
    livemode: row.livemode,
    created: row.created.toISOString(),
  };
}

function isoOfSeconds(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
