import type Stripe from 'stripe';
import type { Customer } from './customer.ts';
import { type Complete, inStripeOrder, type Metadata, type WireList, type WireObject } from './shape.ts';

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';

export interface Period {
  readonly start: number;
  readonly end: number;
}

export interface InvoiceLine {
  readonly id: string;
  readonly object: 'line_item';
  readonly amount: number;
  readonly [field: string]: unknown;
}

export interface StatusTransitions {
  readonly finalized_at: number | null;
  readonly marked_uncollectible_at: number | null;
  readonly paid_at: number | null;
  readonly voided_at: number | null;
}

export interface InvoiceParent {
  readonly subscription_details: { readonly subscription: string; readonly metadata: Metadata } | null;
  readonly [field: string]: unknown;
}

export interface Invoice extends WireObject {
  readonly object: 'invoice';
  readonly amount_due: number;
  readonly amount_paid: number;
  readonly amount_remaining: number;
  readonly attempt_count: number;
  readonly attempted: boolean;
  readonly auto_advance: boolean;
  readonly automatically_finalizes_at: number | null;
  readonly billing_reason: string;
  readonly collection_method: 'charge_automatically' | 'send_invoice';
  readonly currency: string;
  readonly customer: string;
  readonly default_payment_method: string | null;
  readonly due_date: number | null;
  readonly lines: WireList<InvoiceLine>;
  readonly metadata: Metadata;
  readonly next_payment_attempt: number | null;
  readonly number: string | null;
  readonly parent: InvoiceParent | null;
  readonly starting_balance: number;
  readonly status: InvoiceStatus;
  readonly status_transitions: StatusTransitions;
  readonly test_clock: string | null;
  readonly total: number;
}

type Given = Pick<Invoice, 'id' | 'created' | 'billing_reason' | 'currency'> & { period: Period; customer: Customer };

/** A draft invoice as Stripe sends it; amounts are in the currency's minor unit. */
export function draftInvoice(given: Given, lines: readonly InvoiceLine[], further: Partial<Invoice>): Invoice {
  const { period, customer, ...fields } = given;
  return inStripeOrder({
    ...fields,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Local Stripe (a stand-in)',
    account_tax_ids: null,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: noAutomaticTax,
    automatically_finalizes_at: null,
    collection_method: 'charge_automatically',
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer['address'] ?? null,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_phone: customer['phone'] ?? null,
    customer_shipping: customer['shipping'] ?? null,
    customer_tax_exempt: customer['tax_exempt'] ?? 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: issuedBySelf,
    last_finalization_error: null,
    latest_revision: null,
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: null,
    payment_settings: plainPaymentSettings,
    period_end: period.end,
    period_start: period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: noTransitions,
    test_clock: customer.test_clock,
    total_discount_amounts: [],
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    ...further,
    ...withLines(fields.id, lines, customer.balance),
  } satisfies Complete<Stripe.Invoice> & Invoice);
}

/** The fields that follow from an invoice's lines and from the customer's balance while it is a draft. */
export function withLines(id: string, lines: readonly InvoiceLine[], balance: number) {
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const due = Math.max(0, total + balance);
  return {
    amount_due: due,
    amount_remaining: due,
    lines: {
      object: 'list' as const,
      data: lines,
      has_more: false,
      total_count: lines.length,
      url: `/v1/invoices/${id}/lines`,
    },
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  };
}

const noAutomaticTax = { disabled_reason: null, enabled: false, liability: null, provider: null, status: null };
const issuedBySelf = { type: 'self' };
const plainPaymentSettings = { default_mandate: null, payment_method_options: null, payment_method_types: null };
const noTransitions: StatusTransitions = {
  finalized_at: null,
  marked_uncollectible_at: null,
  paid_at: null,
  voided_at: null,
};
