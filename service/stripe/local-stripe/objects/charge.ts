import type Stripe from 'stripe';
import type { Invoice } from './invoice.ts';
import { noBillingDetails, type PaymentMethod } from './payment-method.ts';
import type { Complete, WireObject } from './shape.ts';

export interface Charge extends WireObject {
  readonly object: 'charge';
  readonly customer: string;
}

/** The charge of one attempt to pay an invoice, as Stripe sends it. */
export function charge(given: {
  id: string;
  created: number;
  paymentIntent: string;
  invoice: Invoice;
  method: PaymentMethod;
  paid: boolean;
}): Charge {
  const { invoice, method, paid } = given;
  return {
    id: given.id,
    object: 'charge',
    amount: invoice.amount_remaining,
    amount_captured: paid ? invoice.amount_remaining : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: paid ? given.id.replace('ch_', 'txn_') : null,
    billing_details: noBillingDetails,
    calculated_statement_descriptor: 'LOCAL STRIPE',
    captured: paid,
    created: given.created,
    currency: invoice.currency,
    customer: invoice.customer,
    description: invoice.parent?.subscription_details ? 'Subscription update' : 'Payment for Invoice',
    disputed: false,
    failure_balance_transaction: null,
    failure_code: paid ? null : 'card_declined',
    failure_message: paid ? null : 'Your card was declined.',
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: paid
      ? { ...outcome, reason: null, type: 'authorized' }
      : { ...outcome, network_status: 'declined_by_network', reason: 'generic_decline', type: 'issuer_declined' },
    paid,
    payment_intent: given.paymentIntent,
    payment_method: method.id,
    payment_method_details: { card: { ...method.card, amount_authorized: invoice.amount_remaining }, type: 'card' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  } satisfies Complete<Stripe.Charge> & Charge;
}

const outcome = {
  network_status: 'approved_by_network',
  risk_level: 'normal',
  risk_score: 17,
  seller_message: 'Payment complete.',
};
