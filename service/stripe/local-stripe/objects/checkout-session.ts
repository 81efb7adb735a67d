import type Stripe from 'stripe';
import type { Price } from './price.ts';
import { type Complete, inStripeOrder, type Metadata, type WireObject } from './shape.ts';

export interface CheckoutSession extends WireObject {
  readonly object: 'checkout.session';
  /** Minor units; what is paid at once, so nothing where a trial comes first. */
  readonly amount_total: number;
  readonly cancel_url: string | null;
  readonly currency: string;
  /** Null until it is complete, unless the session was made for a customer. */
  readonly customer: string | null;
  readonly customer_details: { readonly email: string | null } | null;
  readonly customer_email: string | null;
  readonly expires_at: number;
  readonly invoice: string | null;
  readonly metadata: Metadata;
  readonly payment_method_collection: 'always' | 'if_required';
  readonly payment_status: 'no_payment_required' | 'paid' | 'unpaid';
  readonly status: 'open' | 'complete' | 'expired';
  readonly subscription: string | null;
  readonly success_url: string;
  /** The hosted page while the session is open. */
  readonly url: string | null;
}

export interface CheckoutLineItem extends WireObject {
  readonly object: 'item';
  readonly price: Price;
  readonly quantity: number;
}

type Given = Pick<CheckoutSession, 'id' | 'created' | 'amount_total' | 'currency' | 'expires_at' | 'success_url'>;

/** A checkout session as Stripe sends it, in mode `subscription`; its line items are sent only when asked for. */
export function checkoutSession(fields: Given & Partial<CheckoutSession>): CheckoutSession {
  return inStripeOrder({
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: fields.amount_total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: null,
    customer_details: null,
    customer_email: null,
    discounts: [],
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: {},
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'always',
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: null,
    wallet_options: null,
    ...fields,
    object: 'checkout.session',
  } satisfies Complete<Stripe.Checkout.Session> & CheckoutSession);
}

/** What was put in the basket: a price and how many of it. */
export function checkoutLineItem(fields: {
  id: string;
  created: number;
  description: string;
  metadata: Metadata;
  price: Price;
  quantity: number;
}): CheckoutLineItem {
  const amount = fields.price.unit_amount * fields.quantity;
  return {
    ...fields,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: fields.price.currency,
  } satisfies Complete<Stripe.LineItem> & CheckoutLineItem;
}

/** The person who paid, as the page learned of them. */
export function customerDetails(email: string | null, name: string | null) {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  } satisfies Complete<Stripe.Checkout.Session.CustomerDetails>;
}
