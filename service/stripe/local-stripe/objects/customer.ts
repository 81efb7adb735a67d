import type Stripe from 'stripe';
import { type Complete, inStripeOrder, type Metadata, type WireObject } from './shape.ts';

export interface Customer extends WireObject {
  readonly object: 'customer';
  /** Minor units; negative is credit. */
  readonly balance: number;
  readonly currency: string | null;
  readonly delinquent: boolean;
  readonly email: string | null;
  readonly invoice_prefix: string;
  readonly invoice_settings: CustomerInvoiceSettings;
  readonly metadata: Metadata;
  readonly name: string | null;
  readonly next_invoice_sequence: number;
  readonly test_clock: string | null;
}

export interface CustomerInvoiceSettings {
  readonly default_payment_method: string | null;
  readonly [field: string]: unknown;
}

/** A customer as Stripe sends it. */
export function customer(
  fields: { id: string; created: number; invoice_prefix: string } & Partial<Customer>,
): Customer {
  return inStripeOrder({
    address: null,
    balance: 0,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_settings: noInvoiceSettings,
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...fields,
    object: 'customer',
  } satisfies Complete<Stripe.Customer> & Customer);
}

export const noInvoiceSettings: CustomerInvoiceSettings = {
  custom_fields: null,
  default_payment_method: null,
  footer: null,
  rendering_options: null,
};
