import { ApiError, noSuch } from '../api/api-error.ts';
import type { Customer } from '../objects/customer.ts';
import type { Invoice } from '../objects/invoice.ts';
import { paymentMethod, type PaymentMethod, testPaymentMethods } from '../objects/payment-method.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';

/**
 * Attaches one of Stripe's test payment methods to a customer, as a payment method of its own. Where the customer
 * has one of the same kind already, that one is used: real Stripe wants it attached first, the stand-in does it.
 */
export function attachPaymentMethod(account: Account, customer: Customer, id: string, param: string): PaymentMethod {
  const known = account.paymentMethods.get(id);
  if (known !== undefined) {
    if (known.customer === customer.id) return known;
    throw new ApiError(400, `The payment method ${id} belongs to another customer, or was detached for good.`, {
      param,
    });
  }
  const card = Object.hasOwn(testPaymentMethods, id) ? testPaymentMethods[id] : undefined;
  if (card === undefined) throw noSuch('PaymentMethod', id, param);
  for (const attached of account.paymentMethods.newestFirst({ keys: { customer: [customer.id] } })) {
    if (attached.card.last4 === card.last4) return attached;
  }
  return account.add(
    paymentMethod({
      id: account.ids.next('pm'),
      created: account.now(customer.test_clock),
      customer: customer.id,
      brand: card.brand,
      last4: card.last4,
      fingerprint: account.ids.letters('fingerprint', 16),
    }),
    'payment_method.attached',
  );
}

/** The payment method that Stripe would charge: the invoice's, else the subscription's, else the customer's. */
export function methodToCharge(
  account: Account,
  customer: Customer,
  of: { invoice?: Invoice; subscription?: Subscription | undefined },
): PaymentMethod | undefined {
  const id =
    of.invoice?.default_payment_method ??
    of.subscription?.default_payment_method ??
    customer.invoice_settings.default_payment_method;
  const method = id === null ? undefined : account.paymentMethods.get(id);
  return method?.customer === customer.id ? method : undefined;
}

/** Whether a charge on this card succeeds: decided by which of Stripe's test cards it is. */
export function charges(method: PaymentMethod): boolean {
  return Object.values(testPaymentMethods).some((card) => card.last4 === method.card.last4 && card.charges);
}
