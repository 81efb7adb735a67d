import type Stripe from 'stripe';
import type { Invoice } from './invoice.ts';
import type { PaymentMethod } from './payment-method.ts';
import type { Complete, WireObject } from './shape.ts';

export interface PaymentIntent extends WireObject {
  readonly object: 'payment_intent';
  readonly customer: string;
  readonly status: 'requires_payment_method' | 'succeeded';
}

/** The payment of an invoice, as Stripe sends it; one for each attempt here, where Stripe keeps one for the invoice. */
export function paymentIntent(given: {
  id: string;
  created: number;
  charge: string;
  invoice: Invoice;
  method: PaymentMethod;
  paid: boolean;
}): PaymentIntent {
  const { invoice, paid } = given;
  return {
    id: given.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: invoice.amount_remaining,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: paid ? invoice.amount_remaining : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: null,
    confirmation_method: 'automatic',
    created: given.created,
    currency: invoice.currency,
    customer: invoice.customer,
    customer_account: null,
    description: invoice.parent?.subscription_details ? 'Subscription update' : 'Payment for Invoice',
    excluded_payment_method_types: null,
    last_payment_error: paid
      ? null
      : {
          charge: given.charge,
          code: 'card_declined',
          decline_code: 'generic_decline',
          doc_url: 'https://docs.stripe.com/error-codes#card-declined',
          message: 'Your card was declined.',
          payment_method: given.method,
          type: 'card_error',
        },
    latest_charge: given.charge,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_details: { customer_reference: null, order_reference: invoice.id },
    payment_method: paid ? given.method.id : null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? 'succeeded' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  } satisfies Complete<Stripe.PaymentIntent> & PaymentIntent;
}
