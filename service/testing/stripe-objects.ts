/**
 * Stripe's objects for tests, in the shapes of API 2026-10-28.endive, cut down to a realistic few fields.
 * Every function takes the fields that the test is about and fills in the rest.
 */
export type Fields = Record<string, unknown>;

/** 2026-01-01T00:00:00Z in Stripe's seconds. */
export const newYear = 1_767_225_600;
export const day = 86_400;

export function customerObject(given: Fields = {}): Fields {
  return {
    id: 'cus_1',
    object: 'customer',
    address: null,
    balance: 0,
    created: newYear,
    currency: 'eur',
    delinquent: false,
    description: null,
    email: 'ada@example.com',
    invoice_settings: { custom_fields: null, default_payment_method: null },
    livemode: false,
    metadata: {},
    name: 'Ada Lovelace',
    ...given,
  };
}

export function productObject(given: Fields = {}): Fields {
  return {
    id: 'prod_1',
    object: 'product',
    active: true,
    created: newYear,
    description: null,
    livemode: false,
    metadata: { plan: 'pro', features: 'reports' },
    name: 'Pro',
    updated: newYear,
    ...given,
  };
}

export function subscriptionItem(given: Fields = {}): Fields {
  return {
    id: 'si_1',
    object: 'subscription_item',
    created: newYear,
    current_period_end: newYear + 31 * day,
    current_period_start: newYear,
    metadata: {},
    price: {
      id: 'price_1',
      object: 'price',
      currency: 'eur',
      product: 'prod_1',
      recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
      unit_amount: 1900,
    },
    quantity: 1,
    ...given,
  };
}

export function subscriptionObject(given: Fields = {}, items: Fields[] = [subscriptionItem()]): Fields {
  return {
    id: 'sub_1',
    object: 'subscription',
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: 'charge_automatically',
    created: newYear,
    currency: 'eur',
    customer: 'cus_1',
    ended_at: null,
    items: { object: 'list', data: items, has_more: false, total_count: items.length, url: '/v1/subscription_items' },
    latest_invoice: 'in_1',
    livemode: false,
    metadata: {},
    pause_collection: null,
    start_date: newYear,
    status: 'active',
    trial_end: null,
    trial_start: null,
    ...given,
  };
}

export function invoiceObject(given: Fields = {}): Fields {
  return {
    id: 'in_1',
    object: 'invoice',
    amount_due: 1900,
    amount_paid: 0,
    amount_remaining: 1900,
    attempt_count: 0,
    billing_reason: 'subscription_cycle',
    created: newYear,
    currency: 'eur',
    customer: 'cus_1',
    due_date: null,
    livemode: false,
    metadata: {},
    number: null,
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: {}, subscription: 'sub_1' },
    },
    period_end: newYear,
    period_start: newYear,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 1900,
    total: 1900,
    ...given,
  };
}

/** An event as Stripe posts it. */
export interface EventBody extends Fields {
  id: string;
  type: string;
  created: number;
  livemode: boolean;
  data: { object: Fields; previous_attributes?: Fields };
}

let eventCount = 0;

/** A thin event as Stripe posts it; its id is new each time unless it is given. */
export function thinEventOf(
  type: string,
  object: { id: string; type: string } | null,
  given: Fields = {},
): Fields & { id: string } {
  return {
    id: `evt_test_1Thin${String((eventCount += 1)).padStart(12, '0')}`,
    object: 'v2.core.event',
    type,
    created: new Date(newYear * 1000).toISOString(),
    livemode: false,
    reason: null,
    related_object: object && { ...object, url: `/v1/${object.type}s/${object.id}` },
    ...given,
  };
}

/** An event about `object`; its id is new each time unless it is given. */
export function eventOf(type: string, object: Fields, given: Fields & { previous?: Fields } = {}): EventBody {
  const { previous, ...rest } = given;
  return {
    id: `evt_1Test${String((eventCount += 1)).padStart(12, '0')}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: newYear,
    data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: 'req_1Test', idempotency_key: null },
    type,
    ...rest,
  };
}
