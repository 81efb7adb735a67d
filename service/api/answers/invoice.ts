import type { z } from 'zod';
import type { billing_invoices } from '../../../prisma/billing/client/client.ts';
import type { invoice } from '../schemas/resources.ts';
import { isoOf } from './times.ts';

/** An invoice of a customer, as apps see it. Amounts came as JSON from Stripe, so that they are exact numbers. */
export function invoiceAnswer(row: billing_invoices): z.input<typeof invoice> {
  return {
    id: row.id,
    customer_id: row.customer_id!,
    subscription_id: row.subscription_id,
    number: row.number,
    status: row.status,
    billing_reason: row.billing_reason,
    currency: row.currency,
    subtotal: Number(row.subtotal),
    total: Number(row.total),
    amount_due: Number(row.amount_due),
    amount_paid: Number(row.amount_paid),
    amount_remaining: Number(row.amount_remaining),
    attempt_count: row.attempt_count,
    period_start: row.period_start.toISOString(),
    period_end: row.period_end.toISOString(),
    due_date: isoOf(row.due_date),
    finalized_at: isoOf(row.finalized_at),
    paid_at: isoOf(row.paid_at),
    voided_at: isoOf(row.voided_at),
    livemode: row.livemode,
    created: row.created.toISOString(),
  };
}
