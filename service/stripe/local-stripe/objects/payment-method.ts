import type Stripe from 'stripe';
import type { Complete, Metadata, WireObject } from './shape.ts';

export interface PaymentMethod extends WireObject {
  readonly object: 'payment_method';
  readonly card: TestCard;
  readonly customer: string | null;
  readonly metadata: Metadata;
}

export interface TestCard {
  readonly brand: string;
  readonly last4: string;
  readonly fingerprint: string;
  readonly [field: string]: unknown;
}

/** Stripe's own test payment methods (https://docs.stripe.com/testing): how each one behaves when charged. */
export const testPaymentMethods: Readonly<Record<string, { brand: string; last4: string; charges: boolean }>> = {
  pm_card_visa: { brand: 'visa', last4: '4242', charges: true },
  pm_card_visa_debit: { brand: 'visa', last4: '5556', charges: true },
  pm_card_mastercard: { brand: 'mastercard', last4: '4444', charges: true },
  pm_card_amex: { brand: 'amex', last4: '8431', charges: true },
  pm_card_discover: { brand: 'discover', last4: '9424', charges: true },
  pm_card_chargeCustomerFail: { brand: 'visa', last4: '0341', charges: false },
};

/** A card as Stripe sends it: never its number, only the last four digits of a test card. */
export function paymentMethod(fields: {
  id: string;
  created: number;
  customer: string | null;
  brand: string;
  last4: string;
  fingerprint: string;
}): PaymentMethod {
  return {
    id: fields.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: noBillingDetails,
    card: {
      brand: fields.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
      country: 'US',
      display_brand: fields.brand,
      exp_month: 11,
      exp_year: 2031,
      fingerprint: fields.fingerprint,
      funding: 'credit',
      generated_from: null,
      last4: fields.last4,
      networks: { available: [fields.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: fields.created,
    customer: fields.customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  } satisfies Complete<Stripe.PaymentMethod> & PaymentMethod;
}

export const noBillingDetails = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};
