import { draftSeconds } from '../../../../policies/local-stripe.ts';
import { ApiError } from '../api/api-error.ts';
import type { Customer } from '../objects/customer.ts';
import { draftInvoice, type Invoice, type InvoiceLine, type Period } from '../objects/invoice.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';
import { takeInvoiceItems, takeProrations } from './invoice-lines.ts';
import { payWithoutCharge } from './payments.ts';

export function customerOf(account: Account, of: { readonly customer: string }): Customer {
  const customer = account.customers.get(of.customer);
  if (customer === undefined) throw new ApiError(400, `The customer ${of.customer} has been deleted.`, { param: 'id' });
  return customer;
}

export function subscriptionOf(account: Account, invoice: Invoice): Subscription | undefined {
  const id = invoice.parent?.subscription_details?.subscription;
  return id === undefined ? undefined : account.subscriptions.get(id);
}

/** Makes the draft of a subscription's invoice: the lines given, then the prorations and items that wait for one. */
export function draftForSubscription(
  account: Account,
  subscription: Subscription,
  given: { id: string; reason: string; period: Period; lines: readonly InvoiceLine[]; waits: boolean },
): Invoice {
  const { id, reason, period } = given;
  const created = account.now(subscription.test_clock);
  const customer = setCurrency(account, customerOf(account, subscription), subscription.currency);
  const advances = subscription.status !== 'unpaid' && subscription.pause_collection?.behavior !== 'keep_as_draft';
  const automatic = subscription.collection_method === 'charge_automatically';
  const lines = [
    ...takeProrations(account, id, subscription),
    ...given.lines,
    ...takeInvoiceItems(account, id, customer.id, subscription.currency),
  ];
  const invoice = draftInvoice(
    { id, created, billing_reason: reason, currency: subscription.currency, period, customer },
    lines,
    {
      auto_advance: advances,
      automatically_finalizes_at: given.waits && advances ? created + draftSeconds : null,
      collection_method: subscription.collection_method,
      next_payment_attempt: given.waits && advances && automatic ? created + draftSeconds : null,
      parent: {
        quote_details: null,
        subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
        type: 'subscription_details',
      },
    },
  );
  return account.add(invoice, 'invoice.created');
}

/** Turns a draft into an invoice that is owed: gives it a number, spends the customer's credit, sets the due date. */
export function finalizeInvoice(account: Account, draft: Invoice): Invoice {
  if (draft.status !== 'draft') {
    throw new ApiError(400, `This invoice is already finalized, you can't re-finalize a non-draft invoice.`);
  }
  const now = account.now(draft.test_clock);
  const customer = customerOf(account, draft);
  const subscription = subscriptionOf(account, draft);
  const due = Math.max(0, draft.total + customer.balance);
  // Credit pays first; a negative total becomes credit.
  const balanceAfter = customer.balance + draft.total - due;
  account.change(customer, { balance: balanceAfter }, 'customer.updated');
  account.invoiceNumber += 1;
  const daysUntilDue = subscription?.days_until_due ?? 30;
  const invoice = account.change(
    draft,
    {
      amount_due: due,
      amount_remaining: due,
      automatically_finalizes_at: null,
      due_date: draft.collection_method === 'send_invoice' ? (draft.due_date ?? now + daysUntilDue * 86_400) : null,
      effective_at: now,
      ending_balance: balanceAfter,
      hosted_invoice_url: `https://invoice.stripe.com/i/local/${draft.id}?s=ap`,
      invoice_pdf: `https://pay.stripe.com/invoice/local/${draft.id}/pdf?s=ap`,
      next_payment_attempt: null,
      number: `${customer.invoice_prefix}-${String(account.invoiceNumber).padStart(4, '0')}`,
      starting_balance: customer.balance,
      status: 'open',
      status_transitions: { ...draft.status_transitions, finalized_at: now },
    },
    'invoice.updated',
  );
  account.tell('invoice.finalized', invoice);
  return due === 0 ? payWithoutCharge(account, invoice) : invoice;
}

/** The invoice is no longer owed. */
export function voidInvoice(account: Account, invoice: Invoice): Invoice {
  requireOpen(invoice, 'void');
  const voided = account.change(
    invoice,
    {
      amount_remaining: 0,
      auto_advance: false,
      next_payment_attempt: null,
      status: 'void',
      status_transitions: { ...invoice.status_transitions, voided_at: account.now(invoice.test_clock) },
    },
    'invoice.updated',
  );
  account.tell('invoice.voided', voided);
  return voided;
}

/** The invoice is owed, but nobody expects the money any more. */
export function markUncollectible(account: Account, invoice: Invoice): Invoice {
  if (invoice.status !== 'open') {
    throw new ApiError(400, `You can only mark open invoices as uncollectible; this one is ${invoice.status}.`);
  }
  const at = account.now(invoice.test_clock);
  const marked = account.change(
    invoice,
    {
      auto_advance: false,
      next_payment_attempt: null,
      status: 'uncollectible',
      status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: at },
    },
    'invoice.updated',
  );
  account.tell('invoice.marked_uncollectible', marked);
  return marked;
}

export function requireOpen(invoice: Invoice, act: string): void {
  if (invoice.status === 'open' || invoice.status === 'uncollectible') return;
  throw new ApiError(400, `You can't ${act} an invoice that is ${invoice.status}; it must be open or uncollectible.`);
}

/** A customer's currency is set by the first invoice or subscription, and then stays. */
function setCurrency(account: Account, customer: Customer, currency: string): Customer {
  if (customer.currency !== null) return customer;
  return account.change(customer, { currency }, 'customer.updated');
}
