import { ApiError, noSuch } from '../api/api-error.ts';
import {
  type CheckoutLineItem,
  checkoutLineItem,
  checkoutSession,
  type CheckoutSession,
  customerDetails,
} from '../objects/checkout-session.ts';
import { type Customer, customer as newCustomer } from '../objects/customer.ts';
import { testPaymentMethods } from '../objects/payment-method.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';
import { productName } from './invoice-lines.ts';
import { attachPaymentMethod, charges } from './payment-methods.ts';
import { cardDeclined } from './payments.ts';
import { type ItemWanted, rhythmOf, startSubscription } from './start-subscription.ts';

/** What a session will start once it is paid. */
export interface Checkout {
  readonly lines: readonly CheckoutLineItem[];
  readonly trial: { readonly days: number } | { readonly end: number } | null;
  readonly further: Partial<Subscription>;
}

/** What the person at the hosted page gives. */
export interface CheckoutPayment {
  /** One of Stripe's test payment methods; `pm_card_visa` unless told otherwise. */
  readonly paymentMethod?: string | undefined;
  /** For a customer that is made by this session and whose email it was not given. */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** Opens a session for a subscription. Nothing else comes to be until somebody pays. */
export function openCheckout(
  account: Account,
  wanted: Omit<Checkout, 'lines'> & { readonly items: readonly ItemWanted[]; readonly customer: Customer | null },
  fields: Pick<CheckoutSession, 'expires_at' | 'success_url'> & Partial<CheckoutSession>,
): CheckoutSession {
  const { items, customer, trial, further } = wanted;
  rhythmOf(items.map(({ price }) => price));
  const created = account.now(customer?.test_clock ?? null);
  const id = account.ids.next('cs_test');
  const lines = items.map(({ price, quantity, metadata }) =>
    checkoutLineItem({
      id: account.ids.next('li'),
      created,
      description: productName(account, price),
      metadata,
      price,
      quantity,
    }),
  );
  const total = trial === null ? lines.reduce((sum, { price, quantity }) => sum + price.unit_amount * quantity, 0) : 0;
  account.checkouts.set(id, { lines, trial, further });
  const email = fields.customer_email ?? customer?.email ?? null;
  return account.add(
    checkoutSession({
      ...fields,
      id,
      created,
      amount_total: total,
      currency: items[0]?.price.currency ?? 'usd',
      customer: customer?.id ?? null,
      customer_details: email === null ? null : customerDetails(email, customer?.name ?? null),
      url: `${account.pagesUrl}/c/pay/${id}`,
    }),
  );
}

/**
 * Pays a session as its hosted page does: makes the customer where there was none, starts the subscription as
 * `POST /v1/subscriptions` does, and then completes the session. A card that is declined changes nothing, and the
 * session stays open. Throws ApiError 402 then, and 400 where the session is not open.
 */
export function completeCheckout(account: Account, id: string, payment: CheckoutPayment = {}): CheckoutSession {
  expireOverdueCheckouts(account, id);
  const session = openSession(account, id);
  const checkout = account.checkouts.get(id);
  if (checkout === undefined) throw new ApiError(400, `The checkout session ${id} has no line items.`);
  const { paymentMethod = 'pm_card_visa' } = payment;
  const needsCard = session.amount_total > 0 || session.payment_method_collection === 'always';
  const pays = needsCard ? cardPays(account, session, paymentMethod) : true;
  if (session.amount_total > 0 && !pays) throw cardDeclined(paymentMethod);
  const customer = customerFor(account, session, payment);
  const method = needsCard ? attachPaymentMethod(account, customer, paymentMethod, 'payment_method').id : null;
  const subscription = startSubscription(account, {
    customer: account.customers.get(customer.id) ?? customer,
    items: checkout.lines.map(({ price, quantity, metadata }) => ({
      price: account.prices.get(price.id) ?? price,
      quantity,
      metadata: metadata as ItemWanted['metadata'],
    })),
    trialEnd: trialEnd(checkout, account.now(customer.test_clock)),
    billingCycleAnchor: null,
    paymentBehavior: 'allow_incomplete',
    further: { ...checkout.further, ...(method === null ? {} : { default_payment_method: method }) },
  });
  return account.change(
    session,
    {
      customer: customer.id,
      customer_details: customerDetails(customer.email, payment.name ?? customer.name),
      invoice: subscription.latest_invoice,
      payment_status: session.amount_total > 0 ? 'paid' : 'no_payment_required',
      status: 'complete',
      subscription: subscription.id,
      url: null,
    },
    'checkout.session.completed',
  );
}

/** Ends an open session, so that nobody can pay it any more. Throws ApiError 400 where it is not open. */
export function expireCheckout(account: Account, id: string): CheckoutSession {
  const session = openSession(account, id);
  return account.change(session, { status: 'expired', url: null }, 'checkout.session.expired');
}

/** Expires what is overdue, one session or all: time passes on the wall here, so this is asked before anybody looks. */
export function expireOverdueCheckouts(account: Account, id?: string): void {
  const one = account.checkoutSessions.get(id ?? '');
  const open = id === undefined ? [...account.checkoutSessions.newestFirst({ keys: { status: ['open'] } })] : [one];
  for (const session of open) {
    if (session?.status !== 'open') continue;
    const clock = account.customers.get(session.customer ?? '')?.test_clock ?? null;
    if (session.expires_at <= account.now(clock)) expireCheckout(account, session.id);
  }
}

function openSession(account: Account, id: string): CheckoutSession {
  const session = account.checkoutSessions.get(id);
  if (session === undefined) {
    throw new ApiError(404, `No such checkout.session: '${id}'`, { code: 'resource_missing', param: 'id' });
  }
  if (session.status === 'open') return session;
  throw new ApiError(
    400,
    `Only Checkout Sessions with a status in ["open"] can be used; this one is ${session.status}.`,
  );
}

/** Asked before anything is made, so that an unknown card leaves no trace. */
function cardPays(account: Account, session: CheckoutSession, id: string): boolean {
  const known = account.paymentMethods.get(id);
  if (known !== undefined && known.customer === session.customer) return charges(known);
  const card = Object.hasOwn(testPaymentMethods, id) ? testPaymentMethods[id] : undefined;
  if (card === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  return card.charges;
}

function customerFor(account: Account, session: CheckoutSession, payment: CheckoutPayment): Customer {
  if (session.customer !== null) {
    const known = account.customers.get(session.customer);
    if (known !== undefined) return known;
    throw new ApiError(400, `The customer ${session.customer} has been deleted.`, { param: 'customer' });
  }
  const made = newCustomer({
    id: account.ids.next('cus'),
    created: account.now(null),
    email: session.customer_email ?? payment.email ?? null,
    invoice_prefix: account.ids.letters('prefix', 8).toUpperCase(),
    name: payment.name ?? null,
  });
  return account.add(made, 'customer.created');
}

function trialEnd({ trial }: Checkout, now: number): number | null {
  if (trial === null) return null;
  return 'end' in trial ? trial.end : now + trial.days * 86_400;
}
