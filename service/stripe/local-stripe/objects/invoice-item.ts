import type Stripe from 'stripe';
import type { Complete, Metadata, WireObject } from './shape.ts';

export interface InvoiceItem extends WireObject {
  readonly object: 'invoiceitem';
  readonly amount: number;
  readonly currency: string;
  readonly customer: string;
  readonly description: string | null;
  readonly invoice: string | null;
}

/** An amount that waits for the customer's next invoice, as Stripe sends it. */
export function invoiceItem(given: {
  id: string;
  created: number;
  amount: number;
  currency: string;
  customer: string;
  description: string | null;
  invoice: string | null;
  metadata: Metadata;
  testClock: string | null;
}): InvoiceItem {
  return {
    id: given.id,
    object: 'invoiceitem',
    amount: given.amount,
    created: given.created,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    date: given.created,
    description: given.description,
    discountable: true,
    discounts: [],
    invoice: given.invoice,
    livemode: false,
    metadata: given.metadata,
    parent: null,
    period: { end: given.created, start: given.created },
    pricing: null,
    proration: false,
    quantity: 1,
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: given.testClock,
  } satisfies Complete<Stripe.InvoiceItem> & InvoiceItem;
}
