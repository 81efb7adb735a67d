import type Stripe from 'stripe';
import type { InvoiceLine, Period } from './invoice.ts';
import type { Price } from './price.ts';
import type { Complete, Metadata } from './shape.ts';

interface SubscriptionLine {
  readonly id: string;
  readonly invoice: string;
  readonly price: Price;
  readonly quantity: number;
  readonly period: Period;
  readonly subscription: string;
  readonly subscriptionItem: string;
  readonly metadata: Metadata;
  readonly amount: number;
  readonly description: string;
  readonly proration: boolean;
}

/** A line for a period of a subscription, or for a part of one when `proration` is set. */
export function subscriptionLine(line: SubscriptionLine): InvoiceLine {
  return {
    id: line.id,
    object: 'line_item',
    amount: line.amount,
    currency: line.price.currency,
    description: line.description,
    discount_amounts: [],
    discountable: !line.proration,
    discounts: [],
    invoice: line.invoice,
    livemode: false,
    metadata: line.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: line.proration,
        proration_details: { credited_items: null },
        subscription: line.subscription,
        subscription_item: line.subscriptionItem,
      },
      type: 'subscription_item_details',
    },
    period: line.period,
    pretax_credit_amounts: [],
    pricing: pricing(line.price),
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: [],
  } satisfies Complete<Stripe.InvoiceLineItem> & InvoiceLine;
}

/** A line made by hand through /v1/invoiceitems. */
export function invoiceItemLine(line: {
  id: string;
  invoice: string;
  invoiceItem: string;
  amount: number;
  currency: string;
  description: string | null;
  period: Period;
}): InvoiceLine {
  return {
    id: line.id,
    object: 'line_item',
    amount: line.amount,
    currency: line.currency,
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: line.invoice,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: {
        invoice_item: line.invoiceItem,
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period: line.period,
    pretax_credit_amounts: [],
    pricing: null,
    quantity: 1,
    quantity_decimal: '1',
    subscription: null,
    subtotal: line.amount,
    taxes: [],
  } satisfies Complete<Stripe.InvoiceLineItem> & InvoiceLine;
}

function pricing(price: Price) {
  return {
    price_details: { price: price.id, product: price.product },
    type: 'price_details',
    unit_amount_decimal: String(price.unit_amount),
  };
}
