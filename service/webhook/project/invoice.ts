import { z } from 'zod';
import { identifier, tellsDeletion } from '../event.ts';
import { amount, currency, dateOf, idOf, reference, secondsOf, text, time } from './fields.ts';
import { filled, present } from './pinned.ts';
import type { Projection } from './projection.ts';

/** The subscription sits under `parent` since API 2025-03-31. */
const parent = z.object({ subscription_details: z.object({ subscription: reference }).nullish() });

const transitions = z.object({
  finalized_at: time.nullish(),
  paid_at: time.nullish(),
  voided_at: time.nullish(),
});

const schema = z.object({
  id: identifier,
  customer: reference.nullish(),
  parent: parent.nullish(),
  number: text(255).nullish(),
  status: text(32).nullish(),
  billing_reason: text(64).nullish(),
  currency,
  subtotal: amount,
  total: amount,
  amount_due: amount,
  amount_paid: amount,
  amount_remaining: amount,
  attempt_count: z.int(),
  period_start: time,
  period_end: time,
  due_date: time.nullish(),
  status_transitions: transitions,
  livemode: z.boolean(),
  created: time,
});

const stages = new Map<unknown, number>([
  ['draft', 0],
  ['open', 1],
  ['uncollectible', 2],
  ['paid', 3],
  ['void', 3],
]);

/** Only the invoices of subscriptions have one; they say so. */
const subscriptionPin = filled('parent.subscription_details.subscription');
const isOfSubscription = (reason: unknown) => typeof reason === 'string' && reason.startsWith('subscription');

/** https://docs.stripe.com/api/invoices/object */
export const invoiceProjection: Projection = {
  table: 'billing_invoices',
  columns: [
    ...['id', 'customer_id', 'subscription_id', 'number', 'status', 'billing_reason', 'currency', 'subtotal', 'total'],
    ...['amount_due', 'amount_paid', 'amount_remaining', 'attempt_count', 'period_start', 'period_end', 'due_date'],
    ...['finalized_at', 'paid_at', 'voided_at', 'livemode', 'created', 'deleted', 'account_id'],
  ],
  schema,
  pinned: [
    present('parent'),
    {
      ...subscriptionPin,
      holds: (invoice) => !isOfSubscription(invoice['billing_reason']) || subscriptionPin.holds(invoice),
    },
    ...['customer', 'number', 'status', 'billing_reason', 'due_date'].map(present),
    ...['finalized_at', 'paid_at', 'voided_at'].map((name) => present(`status_transitions.${name}`)),
  ],
  read(object, eventType) {
    const invoice = schema.parse(object);
    return {
      id: invoice.id,
      customer_id: idOf(invoice.customer),
      subscription_id: idOf(invoice.parent?.subscription_details?.subscription),
      number: invoice.number ?? null,
      status: invoice.status ?? null,
      billing_reason: invoice.billing_reason ?? null,
      currency: invoice.currency,
      subtotal: invoice.subtotal,
      total: invoice.total,
      amount_due: invoice.amount_due,
      amount_paid: invoice.amount_paid,
      amount_remaining: invoice.amount_remaining,
      attempt_count: invoice.attempt_count,
      period_start: dateOf(invoice.period_start),
      period_end: dateOf(invoice.period_end),
      due_date: dateOf(invoice.due_date),
      finalized_at: dateOf(invoice.status_transitions.finalized_at),
      paid_at: dateOf(invoice.status_transitions.paid_at),
      voided_at: dateOf(invoice.status_transitions.voided_at),
      livemode: invoice.livemode,
      created: dateOf(invoice.created),
      deleted: tellsDeletion('invoice', eventType),
    };
  },
  objectOf: (row) => ({
    id: row['id'],
    object: 'invoice',
    customer: row['customer_id'],
    parent: row['subscription_id'] === null ? null : { subscription_details: { subscription: row['subscription_id'] } },
    number: row['number'],
    status: row['status'],
    billing_reason: row['billing_reason'],
    currency: row['currency'],
    subtotal: row['subtotal'],
    total: row['total'],
    amount_due: row['amount_due'],
    amount_paid: row['amount_paid'],
    amount_remaining: row['amount_remaining'],
    attempt_count: row['attempt_count'],
    period_start: secondsOf(row['period_start']),
    period_end: secondsOf(row['period_end']),
    due_date: secondsOf(row['due_date']),
    status_transitions: {
      finalized_at: secondsOf(row['finalized_at']),
      paid_at: secondsOf(row['paid_at']),
      voided_at: secondsOf(row['voided_at']),
    },
    livemode: row['livemode'],
    created: secondsOf(row['created']),
  }),
  isTerminal: (row) => row['deleted'] === true || row['status'] === 'paid' || row['status'] === 'void',
  stage: (row) => stages.get(row['status']) ?? 0,
};
