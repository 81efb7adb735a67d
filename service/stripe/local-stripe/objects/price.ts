import type Stripe from 'stripe';
import type { Interval } from '../life/calendar.ts';
import { type Complete, inStripeOrder, type Metadata, type WireObject } from './shape.ts';

export interface Recurring {
  readonly interval: Interval;
  readonly interval_count: number;
  readonly trial_period_days: number | null;
  readonly [field: string]: unknown;
}

export interface Price extends WireObject {
  readonly object: 'price';
  readonly active: boolean;
  readonly currency: string;
  readonly lookup_key: string | null;
  readonly metadata: Metadata;
  readonly product: string;
  readonly recurring: Recurring | null;
  readonly type: 'one_time' | 'recurring';
  readonly unit_amount: number;
}

/** A price as Stripe sends it; `unit_amount` is in the currency's minor unit. */
export function price(
  fields: { id: string; created: number; currency: string; product: string; unit_amount: number } & Partial<Price>,
): Price {
  return inStripeOrder({
    active: true,
    billing_scheme: 'per_unit',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: fields.recurring ? 'recurring' : 'one_time',
    unit_amount_decimal: String(fields.unit_amount),
    ...fields,
    object: 'price',
  } satisfies Complete<Stripe.Price> & Price);
}

const plans = new WeakMap<Price, WireObject>();

/** The legacy plan that Stripe still sends beside every recurring price. One object a price, so equal means same. */
export function planOf(of: Price): WireObject {
  const known = plans.get(of);
  if (known !== undefined) return known;
  const plan = {
    id: of.id,
    object: 'plan',
    active: of.active,
    amount: of.unit_amount,
    amount_decimal: String(of.unit_amount),
    billing_scheme: 'per_unit',
    created: of.created,
    currency: of.currency,
    interval: of.recurring?.interval ?? 'month',
    interval_count: of.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: of.metadata,
    meter: null,
    nickname: of['nickname'],
    product: of.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: of.recurring?.trial_period_days ?? null,
    usage_type: 'licensed',
  } satisfies Complete<Stripe.Plan>;
  plans.set(of, plan);
  return plan;
}
