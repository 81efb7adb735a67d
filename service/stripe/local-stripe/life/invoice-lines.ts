import { invoiceItemLine, subscriptionLine } from '../objects/invoice-line.ts';
import type { InvoiceLine, Period } from '../objects/invoice.ts';
import type { Price } from '../objects/price.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';

/** One line for each of the subscription's items over its current period; free of charge in a trial. */
export function periodLines(account: Account, invoice: string, subscription: Subscription): InvoiceLine[] {
  const trial = subscription.status === 'trialing';
  return subscription.items.data.map((item) =>
    subscriptionLine({
      id: account.ids.next('il'),
      invoice,
      price: item.price,
      quantity: item.quantity,
      period: { start: item.current_period_start, end: item.current_period_end },
      subscription: subscription.id,
      subscriptionItem: item.id,
      metadata: subscription.metadata,
      amount: trial ? 0 : item.price.unit_amount * item.quantity,
      description: trial
        ? `Trial period for ${productName(account, item.price)}`
        : `${item.quantity} × ${productName(account, item.price)} (at ${priceText(item.price)})`,
      proration: false,
    }),
  );
}

/** The prorations that wait for this subscription's next invoice; they are taken, not copied. */
export function takeProrations(account: Account, invoice: string, subscription: Subscription): InvoiceLine[] {
  const waiting = account.prorations.get(subscription.id) ?? [];
  account.prorations.delete(subscription.id);
  return waiting.map((proration) =>
    subscriptionLine({
      id: account.ids.next('il'),
      invoice,
      subscription: subscription.id,
      metadata: subscription.metadata,
      proration: true,
      ...proration,
    }),
  );
}

/** The invoice items that wait for this customer's next invoice; they then belong to it. */
export function takeInvoiceItems(account: Account, invoice: string, customer: string, currency: string): InvoiceLine[] {
  const waiting = [...account.invoiceItems.newestFirst({ keys: { customer: [customer] } })].reverse();
  return waiting.flatMap((item) => {
    if (item.invoice !== null || item.currency !== currency) return [];
    account.change(item, { invoice });
    const period: Period = { start: item.created, end: item.created };
    const { amount, description } = item;
    const id = account.ids.next('il');
    return [invoiceItemLine({ id, invoice, invoiceItem: item.id, amount, currency, description, period })];
  });
}

export function productName(account: Account, price: Price): string {
  return account.products.get(price.product)?.name ?? price.product;
}

const priceTexts = new WeakMap<Price, string>();

/** An amount for people, such as "$19.00 / month". */
export function priceText(price: Price): string {
  const known = priceTexts.get(price) ?? formatPrice(price);
  priceTexts.set(price, known);
  return known;
}

function formatPrice(price: Price): string {
  const { interval, interval_count: count } = price.recurring ?? { interval: 'once', interval_count: 1 };
  return `${amountText(price.unit_amount, price.currency)} / ${count === 1 ? interval : `${count} ${interval}s`}`;
}

/** Minor units as people write them, such as "$19.00". */
export function amountText(amount: number, currency: string): string {
  const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() });
  return money.format(amount / 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2));
}
