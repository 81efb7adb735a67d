import {
  customerObject,
  day,
  type Fields,
  invoiceObject,
  newYear,
  subscriptionItem,
  subscriptionObject,
} from './stripe-objects.ts';

/** Numbers that a random history is made of; a life reads them as it likes. */
export interface Choice {
  move: number;
  value: number;
  /** Stripe tells some changes by an event of their own name, some as an update, some by both. */
  told: 'by its name' | 'as an update' | 'by both';
}

/** One step of an object's life, and the events that tell of it. */
export interface Change {
  object: Fields;
  /** An event of this name, such as `paid`; undefined where there is none. */
  name?: string | undefined;
  /** Whether an update with `previous_attributes` tells of it. */
  updated: boolean;
}

/** How objects of one kind live, by Stripe's life cycles. */
export interface Life {
  prefix: string;
  typePrefix: string;
  begin(id: string, value: number): Fields;
  /** The next step; undefined where the object's life is over. */
  change(object: Fields, choice: Choice): Change | undefined;
}

const update = (object: Fields, changed: Fields): Change => ({ object: { ...object, ...changed }, updated: true });

export const customerLife: Life = {
  prefix: 'cus',
  typePrefix: 'customer',
  begin: (id, value) => customerObject({ id, currency: value === 0 ? null : 'eur' }),
  change(customer, { move, value }) {
    if (customer['over'] === true) return undefined;
    if (move <= 3) return update(customer, { balance: value * 100 });
    if (move <= 5) return update(customer, { email: value === 0 ? null : `owner-${value}@example.com` });
    if (move === 6) return update(customer, { name: `Owner ${value}`, delinquent: value === 1 });
    if (move === 7) return update(customer, { delinquent: customer['delinquent'] !== true });
    if (move <= 10) return update(customer, { metadata: { note: `${value}` } });
    return { object: { ...customer, over: true }, name: 'deleted', updated: false };
  },
};

const nextStatuses: Record<string, readonly string[]> = {
  incomplete: ['active', 'incomplete_expired', 'active'],
  trialing: ['active', 'past_due', 'paused'],
  active: ['past_due', 'canceled', 'past_due'],
  past_due: ['active', 'unpaid', 'canceled'],
  unpaid: ['active', 'canceled', 'active'],
  paused: ['active', 'canceled', 'active'],
};

const pauses = [
  null,
  { behavior: 'void', resumes_at: null },
  { behavior: 'keep_as_draft', resumes_at: newYear + 30 * day },
];

export const subscriptionLife: Life = {
  prefix: 'sub',
  typePrefix: 'customer.subscription',
  begin: (id, value) => subscriptionObject({ id, status: ['incomplete', 'trialing', 'active'][value] }),
  change(subscription, { move, value, told }) {
    const status = String(subscription['status']);
    const next = nextStatuses[status]?.[value];
    if (next === undefined) return undefined;
    if (next === 'canceled' && move <= 1) {
      return {
        object: { ...subscription, status: next, canceled_at: newYear, ended_at: newYear },
        name: 'deleted',
        updated: false,
      };
    }
    if (move <= 3 && next !== 'canceled') {
      const name = next === 'paused' ? 'paused' : status === 'paused' ? 'resumed' : undefined;
      return { ...update(subscription, { status: next }), name: told === 'as an update' ? undefined : name };
    }
    if (move <= 5) return withItems(subscription, { quantity: value + 1 });
    if (move === 6) return withItems(subscription, { current_period_end: newYear + (value + 1) * 30 * day });
    if (move === 7)
      return update(subscription, { cancel_at_period_end: value > 0, cancel_at: value > 0 ? newYear + value : null });
    if (move <= 9) return update(subscription, { pause_collection: pauses[value] });
    if (move === 10) return update(subscription, { latest_invoice: `in_${value}` });
    return update(subscription, { metadata: { note: `${value}` } });
  },
};

function withItems(subscription: Fields, changed: Fields): Change {
  const { data } = subscription['items'] as { data: Fields[] };
  const items = [subscriptionItem({ ...data[0], ...changed })];
  return update(subscription, { items: { ...(subscription['items'] as Fields), data: items } });
}

/** A change of an invoice's status has an event of its own name, and often an update beside it. */
export const invoiceLife: Life = {
  prefix: 'in',
  typePrefix: 'invoice',
  begin: (id) => invoiceObject({ id }),
  change(invoice, { move, value, told }) {
    const transitions = invoice['status_transitions'] as Fields;
    const named = (name: string, changed: Fields): Change => ({
      object: { ...invoice, ...changed },
      name: told === 'as an update' ? undefined : name,
      updated: told !== 'by its name',
    });
    const paid = () => ({
      ...{ status: 'paid', amount_paid: invoice['total'], amount_remaining: 0 },
      status_transitions: { ...transitions, paid_at: newYear + value },
    });
    const voided = () => ({ status: 'void', status_transitions: { ...transitions, voided_at: newYear + value } });
    switch (invoice['over'] === true ? 'over' : invoice['status']) {
      case 'draft': {
        if (move <= 3)
          return update(invoice, { total: 1900 + value, subtotal: 1900 + value, amount_due: 1900 + value });
        if (move === 4) return { object: { ...invoice, over: true }, name: 'deleted', updated: false };
        const finalized_at = newYear + value;
        return named('finalized', {
          status: 'open',
          number: 'A-1',
          status_transitions: { ...transitions, finalized_at },
        });
      }
      case 'open':
        if (move <= 5) return named('payment_failed', { attempt_count: Number(invoice['attempt_count']) + 1 });
        if (move === 6) return named('marked_uncollectible', { status: 'uncollectible' });
        return move === 7 ? named('voided', voided()) : named('paid', paid());
      case 'uncollectible':
        return move <= 5 ? named('paid', paid()) : named('voided', voided());
      default:
        return undefined;
    }
  },
};
