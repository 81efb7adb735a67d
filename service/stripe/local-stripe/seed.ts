import { periodEnd, periodStart } from './life/calendar.ts';
import { periodLines } from './life/invoice-lines.ts';
import { rhythmOf } from './life/start-subscription.ts';
import { customer as newCustomer } from './objects/customer.ts';
import { draftInvoice } from './objects/invoice.ts';
import type { Price } from './objects/price.ts';
import { subscription as newSubscription, subscriptionItem, type SubscriptionStatus } from './objects/subscription.ts';
import type { Account } from './state/account.ts';

export interface Seeding {
  readonly count: number;
  /** A recurring price that the account holds. */
  readonly price: Price;
  /** When the first and the last one began, in seconds; the others lie evenly in between. */
  readonly createdFrom: number;
  readonly createdTo: number;
  /** Everything is active unless told otherwise. */
  readonly statusOf?: (index: number) => SubscriptionStatus;
}

/**
 * Puts many customers into the account, each with a subscription and the invoice that it paid last. No events, no
 * deliveries: it is the state of a business that existed before anybody listened, for backfill, sweep and verify.
 */
export function seedSubscriptions(account: Account, seeding: Seeding): void {
  account.quietly(() => {
    for (let index = 0; index < seeding.count; index += 1) seedOne(account, seeding, index);
  });
}

function seedOne(account: Account, { count, price, createdFrom, createdTo, statusOf }: Seeding, index: number): void {
  const { ids } = account;
  const created = Math.floor(createdFrom + ((createdTo - createdFrom) * index) / Math.max(1, count - 1));
  const customer = newCustomer({
    id: ids.next('cus'),
    created,
    currency: price.currency,
    email: `customer-${index}@example.com`,
    invoice_prefix: ids.letters('prefix', 8).toUpperCase(),
    name: `Customer ${index}`,
  });
  const rhythm = rhythmOf([price]);
  const end = periodEnd(created, rhythm, Math.max(created, account.now(null)));
  const start = periodStart(created, rhythm, end);
  const [id, invoiceId] = [ids.next('sub'), ids.next('in')];
  const item = subscriptionItem({
    id: ids.next('si'),
    created,
    price,
    quantity: 1,
    subscription: id,
    current_period_start: start,
    current_period_end: end,
  });
  const status = statusOf?.(index) ?? 'active';
  const ended = status === 'canceled' ? { canceled_at: end, ended_at: end } : {};
  const subscription = newSubscription(
    {
      ...ended,
      id,
      billing_cycle_anchor: created,
      created,
      currency: price.currency,
      customer: customer.id,
      latest_invoice: invoiceId,
      status,
    },
    [item],
  );
  account.invoiceNumber += 1;
  const lines = periodLines(account, invoiceId, subscription);
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  const base = { id: invoiceId, created: start, billing_reason: 'subscription_cycle', currency: price.currency };
  const invoice = draftInvoice({ ...base, customer, period: { start, end: start } }, lines, {
    attempt_count: 1,
    attempted: true,
    auto_advance: false,
    effective_at: start,
    ending_balance: 0,
    number: `${customer.invoice_prefix}-${String(account.invoiceNumber).padStart(4, '0')}`,
    parent: {
      quote_details: null,
      subscription_details: { metadata: {}, subscription: id },
      type: 'subscription_details',
    },
    status: 'paid',
    status_transitions: { finalized_at: start, marked_uncollectible_at: null, paid_at: start, voided_at: null },
  });
  account.add(customer);
  account.add(subscription);
  account.add({ ...invoice, amount_paid: amount, amount_remaining: 0 });
}
