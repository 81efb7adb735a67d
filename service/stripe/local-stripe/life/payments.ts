import { paymentRetryDays } from '../../../../policies/local-stripe.ts';
import { ApiError } from '../api/api-error.ts';
import { charge } from '../objects/charge.ts';
import type { Customer } from '../objects/customer.ts';
import type { Invoice } from '../objects/invoice.ts';
import { paymentIntent } from '../objects/payment-intent.ts';
import type { PaymentMethod } from '../objects/payment-method.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';
import { endSubscription } from './end-subscription.ts';
import { customerOf, subscriptionOf } from './invoices.ts';
import { charges, methodToCharge } from './payment-methods.ts';

/** Tries to collect an open invoice. `scheduled` attempts count towards the retries, those made by hand do not. */
export function collectPayment(
  account: Account,
  invoice: Invoice,
  options: { scheduled: boolean; method?: PaymentMethod | undefined },
): Invoice {
  const customer = customerOf(account, invoice);
  const subscription = subscriptionOf(account, invoice);
  const method = options.method ?? methodToCharge(account, customer, { invoice, subscription });
  const paid = method !== undefined && charges(method);
  if (method !== undefined) recordCharge(account, invoice, method, paid);
  const counted = options.scheduled || invoice.attempt_count === 0;
  const attempts = { attempted: true, attempt_count: invoice.attempt_count + (counted ? 1 : 0) };
  return paid
    ? settle(account, customer, invoice, attempts)
    : fail(account, customer, subscription, invoice, { ...attempts, counted });
}

/** Pays an invoice that needs no charge: nothing is due, or the money came another way. */
export function payWithoutCharge(account: Account, invoice: Invoice): Invoice {
  return settle(account, customerOf(account, invoice), invoice, { attempted: true });
}

/** The refusal that a card meets, in `POST /v1/invoices/:id/pay` and with `error_if_incomplete`; and if there is none. */
export function cardDeclined(method: PaymentMethod | string | undefined): ApiError {
  if (method === undefined) {
    return new ApiError(400, 'This customer has no attached payment source or default payment method.', {
      code: 'resource_missing',
    });
  }
  return new ApiError(402, 'Your card was declined.', {
    type: 'card_error',
    code: 'card_declined',
    further: { decline_code: 'generic_decline', payment_method: method },
  });
}

function settle(account: Account, customer: Customer, invoice: Invoice, attempts: Partial<Invoice>): Invoice {
  const paid = account.change(
    invoice,
    {
      ...attempts,
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      auto_advance: false,
      next_payment_attempt: null,
      status: 'paid',
      status_transitions: { ...invoice.status_transitions, paid_at: account.now(invoice.test_clock) },
    },
    'invoice.updated',
  );
  account.tell('invoice.paid', paid);
  account.tell('invoice.payment_succeeded', paid);
  account.change(customer, { delinquent: false }, 'customer.updated');
  recover(account, paid);
  return paid;
}

/** A subscription that waited for this money is active again. */
function recover(account: Account, paid: Invoice): void {
  const subscription = subscriptionOf(account, paid);
  if (subscription?.latest_invoice !== paid.id) return;
  const waited = subscription.status;
  if (waited !== 'incomplete' && waited !== 'past_due' && waited !== 'unpaid' && waited !== 'paused') return;
  const active = account.change(subscription, { status: 'active' }, 'customer.subscription.updated');
  if (waited === 'paused') account.tell('customer.subscription.resumed', active);
}

function fail(
  account: Account,
  customer: Customer,
  subscription: Subscription | undefined,
  invoice: Invoice,
  attempt: { attempted: boolean; attempt_count: number; counted: boolean },
): Invoice {
  const { counted, ...attempts } = attempt;
  const first = subscription?.status === 'incomplete' || subscription?.status === 'paused';
  const days = first || subscription === undefined ? undefined : paymentRetryDays[attempt.attempt_count - 1];
  const retryAt = days === undefined ? null : account.now(invoice.test_clock) + days * 86_400;
  const failed = account.change(
    invoice,
    { ...attempts, ...(counted ? { next_payment_attempt: retryAt } : {}) },
    'invoice.updated',
  );
  account.tell('invoice.payment_failed', failed);
  if (first || subscription === undefined) return failed;
  account.change(customer, { delinquent: true }, 'customer.updated');
  if (counted && retryAt === null) return giveUp(account, subscription, failed);
  if (subscription.status === 'active') {
    account.change(subscription, { status: 'past_due' }, 'customer.subscription.updated');
  }
  return failed;
}

/** Every retry has failed: the account's settings say how the subscription ends. */
function giveUp(account: Account, subscription: Subscription, invoice: Invoice): Invoice {
  const end = account.options.afterPaymentRetries;
  if (end === 'cancel') {
    endSubscription(account, subscription, { reason: 'payment_failed' });
  } else {
    account.change(subscription, { status: end }, 'customer.subscription.updated');
  }
  return account.invoices.get(invoice.id) ?? invoice;
}

function recordCharge(account: Account, invoice: Invoice, method: PaymentMethod, paid: boolean): void {
  const created = account.now(invoice.test_clock);
  const ids = { charge: account.ids.next('ch'), paymentIntent: account.ids.next('pi') };
  const outcome = { created, invoice, method, paid };
  account.add(
    charge({ ...outcome, id: ids.charge, paymentIntent: ids.paymentIntent }),
    paid ? 'charge.succeeded' : 'charge.failed',
  );
  account.add(
    paymentIntent({ ...outcome, id: ids.paymentIntent, charge: ids.charge }),
    paid ? 'payment_intent.succeeded' : 'payment_intent.payment_failed',
  );
}
