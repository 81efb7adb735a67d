import type Stripe from 'stripe';
import { planOf, type Price } from './price.ts';
import { type Complete, inStripeOrder, type Metadata, type WireList, type WireObject } from './shape.ts';

export type SubscriptionStatus =
  'incomplete' | 'incomplete_expired' | 'trialing' | 'active' | 'past_due' | 'canceled' | 'unpaid' | 'paused';

export interface SubscriptionItem extends WireObject {
  readonly object: 'subscription_item';
  readonly current_period_end: number;
  readonly current_period_start: number;
  readonly metadata: Metadata;
  readonly price: Price;
  readonly quantity: number;
}

export interface PauseCollection {
  readonly behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void';
  readonly resumes_at: number | null;
}

export interface CancellationDetails {
  readonly comment: string | null;
  readonly feedback: string | null;
  readonly feedback_option: string | null;
  readonly reason: 'cancellation_requested' | 'payment_failed' | null;
}

export interface Subscription extends WireObject {
  readonly object: 'subscription';
  readonly billing_cycle_anchor: number;
  readonly cancel_at: number | null;
  readonly cancel_at_period_end: boolean;
  readonly canceled_at: number | null;
  readonly cancellation_details: CancellationDetails;
  readonly collection_method: 'charge_automatically' | 'send_invoice';
  readonly currency: string;
  readonly customer: string;
  readonly days_until_due: number | null;
  readonly default_payment_method: string | null;
  readonly ended_at: number | null;
  readonly items: WireList<SubscriptionItem>;
  readonly latest_invoice: string | null;
  readonly metadata: Metadata;
  readonly pause_collection: PauseCollection | null;
  readonly status: SubscriptionStatus;
  readonly test_clock: string | null;
  readonly trial_end: number | null;
  readonly trial_settings: TrialSettings;
  readonly trial_start: number | null;
}

export interface TrialSettings {
  readonly end_behavior: { readonly missing_payment_method: 'create_invoice' | 'cancel' | 'pause' };
}

type Given = Pick<Subscription, 'id' | 'created' | 'currency' | 'customer' | 'status' | 'billing_cycle_anchor'>;

/** A subscription as Stripe sends it; the periods sit on its items, as since API version 2025-03-31. */
export function subscription(fields: Given & Partial<Subscription>, items: readonly SubscriptionItem[]): Subscription {
  return inStripeOrder({
    application: null,
    application_fee_percent: null,
    automatic_tax: noAutomaticTax,
    billing_cycle_anchor_config: null,
    billing_mode: flexibleBilling,
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: notCanceled,
    collection_method: 'charge_automatically',
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    invoice_settings: plainInvoiceSettings,
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: plainPaymentSettings,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: fields.created,
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: createInvoiceAtTrialEnd,
    trial_start: null,
    ...fields,
    object: 'subscription',
    ...withItems(fields.id, items),
  } satisfies Complete<Stripe.Subscription> & Subscription);
}

/** The fields that follow from a subscription's items: the list, and the legacy plan and quantity of a single one. */
export function withItems(
  id: string,
  items: readonly SubscriptionItem[],
): Pick<Subscription, 'items'> & { plan: WireObject | null; quantity: number | null } {
  const [only] = items.length === 1 ? items : [];
  return {
    items: {
      object: 'list',
      data: items,
      has_more: false,
      total_count: items.length,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    plan: only === undefined ? null : planOf(only.price),
    quantity: only?.quantity ?? null,
  };
}

/** One line of a subscription: a price, how many of it, and the period that is paid for. */
export function subscriptionItem(fields: {
  id: string;
  created: number;
  price: Price;
  quantity: number;
  subscription: string;
  current_period_start: number;
  current_period_end: number;
  metadata?: Metadata;
}): SubscriptionItem {
  return {
    id: fields.id,
    object: 'subscription_item',
    billing_thresholds: null,
    created: fields.created,
    current_period_end: fields.current_period_end,
    current_period_start: fields.current_period_start,
    current_trial: null,
    discounts: [],
    metadata: fields.metadata ?? {},
    plan: planOf(fields.price),
    price: fields.price,
    quantity: fields.quantity,
    subscription: fields.subscription,
    tax_rates: [],
  } satisfies Complete<Stripe.SubscriptionItem> & SubscriptionItem;
}

// Shared by all subscriptions, so that a hundred thousand of them stay small.
const noAutomaticTax = { disabled_reason: null, enabled: false, liability: null };
const flexibleBilling = { flexible: { proration_discounts: 'included' }, type: 'flexible' };
const plainInvoiceSettings = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: { type: 'self' },
};
const plainPaymentSettings = {
  payment_method_options: null,
  payment_method_types: null,
  save_default_payment_method: 'off',
};
const createInvoiceAtTrialEnd: TrialSettings = { end_behavior: { missing_payment_method: 'create_invoice' } };
export const notCanceled: CancellationDetails = { comment: null, feedback: null, feedback_option: null, reason: null };
