import { z } from 'zod';
import { identifier } from '../event.ts';
import { amount, currency, optional, reference, text, time } from './fields.ts';
import type { Projection } from './projection.ts';

/** The subscription sits under `parent` since API 2025-03-31. */
const parent = z.object({ subscription_details: optional(z.object({ subscription: reference })) });

const transitions = z.object({ finalized_at: optional(time), paid_at: optional(time), voided_at: optional(time) });

const invoice = z
  .object({
    id: identifier,
    customer: optional(reference),
    parent: optional(parent),
    number: optional(text(255)),
    status: optional(text(32)),
    billing_reason: optional(text(64)),
    currency,
    subtotal: amount,
    total: amount,
    amount_due: amount,
    amount_paid: amount,
    amount_remaining: amount,
    attempt_count: z.int(),
    period_start: time,
    period_end: time,
    due_date: optional(time),
    status_transitions: transitions,
    livemode: z.boolean(),
    created: time,
  })
  .transform(({ customer, parent, status_transitions, ...rest }) => ({
    ...rest,
    ...status_transitions,
    customer_id: customer,
    subscription_id: parent?.subscription_details?.subscription ?? null,
  }));

const stages: Record<string, number> = { draft: 0, open: 1, uncollectible: 2, paid: 3, void: 3 };

/** https://docs.stripe.com/api/invoices/object */
export const invoiceProjection: Projection = {
  table: 'billing_invoices',
  columns: [
    ...['id', 'customer_id', 'subscription_id', 'number', 'status', 'billing_reason', 'currency', 'subtotal', 'total'],
    ...['amount_due', 'amount_paid', 'amount_remaining', 'attempt_count', 'period_start', 'period_end', 'due_date'],
    ...['finalized_at', 'paid_at', 'voided_at', 'livemode', 'created', 'deleted'],
  ],
  read: (object, eventType) => ({ ...invoice.parse(object), deleted: eventType === 'invoice.deleted' }),
  isTerminal: (row) => row['deleted'] === true || row['status'] === 'paid' || row['status'] === 'void',
  stage: (row) => stages[String(row['status'])] ?? 0,
};
