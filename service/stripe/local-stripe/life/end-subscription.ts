import { ApiError } from '../api/api-error.ts';
import type { CancellationDetails, Subscription } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';
import { finalizeInvoice, voidInvoice } from './invoices.ts';

/** Cancels a subscription now. Its open invoices stay owed, but Stripe no longer tries to collect them. */
export function endSubscription(
  account: Account,
  subscription: Subscription,
  details: Partial<CancellationDetails>,
): Subscription {
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw new ApiError(404, `No such subscription: '${subscription.id}'`, { code: 'resource_missing', param: 'id' });
  }
  const now = account.now(subscription.test_clock);
  const ended = account.change(
    subscription,
    {
      canceled_at: subscription.canceled_at ?? now,
      cancellation_details: { ...subscription.cancellation_details, ...details },
      ended_at: now,
      status: 'canceled',
    },
    'customer.subscription.deleted',
  );
  account.prorations.delete(subscription.id);
  for (const invoice of account.invoices.newestFirst({ keys: { subscription: [subscription.id] } })) {
    if (invoice.status !== 'open' && invoice.status !== 'draft') continue;
    const stopped = { auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null };
    account.change(invoice, stopped, 'invoice.updated');
  }
  return ended;
}

/** A subscription whose first payment never came: it ends without having begun, and its invoice is void. */
export function expireSubscription(account: Account, subscription: Subscription): void {
  account.change(
    subscription,
    { ended_at: account.now(subscription.test_clock), status: 'incomplete_expired' },
    'customer.subscription.updated',
  );
  const invoice = account.invoices.get(subscription.latest_invoice ?? '');
  if (invoice === undefined || (invoice.status !== 'open' && invoice.status !== 'draft')) return;
  voidInvoice(account, invoice.status === 'draft' ? finalizeInvoice(account, invoice) : invoice);
}
