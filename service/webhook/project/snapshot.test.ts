import { expect, test } from 'vitest';
import {
  customerObject,
  eventOf,
  type Fields,
  invoiceObject,
  subscriptionObject,
} from '../../testing/stripe-objects.ts';
import type { StripeEvent } from '../event.ts';
import { snapshotOf } from './snapshot.ts';

const tableOf = (type: string, object: Fields) =>
  snapshotOf(eventOf(type, object) as StripeEvent)?.projection.table ?? null;

test.each([
  ['customer.updated', customerObject(), 'billing_customers'],
  ['customer.subscription.trial_will_end', subscriptionObject(), 'billing_subscriptions'],
  ['invoice.payment_action_required', invoiceObject(), 'billing_invoices'],
])('%s goes to its table', (type, object, table) => expect(tableOf(type, object)).toBe(table));

test.each([
  ['invoice.upcoming', invoiceObject({ id: 'upcoming_in_1' })],
  ['customer.discount.created', { id: 'di_1', object: 'discount' }],
  ['invoice_payment.paid', { id: 'inpay_1', object: 'invoice_payment' }],
  ['charge.succeeded', { id: 'ch_1', object: 'charge' }],
  ['balance.available', { object: 'balance' }],
  ['without.a.kind', { id: 'x' }],
  ['with.a.list.as.kind', { ...customerObject(), object: ['customer'] }],
  ['with.a.kind.that.has.no.text', { id: 'x', object: { toString: 1, valueOf: 1 } }],
  ['with.the.name.of.an.inherited.property', { id: 'x', object: 'constructor' }],
  ['with.the.name.of.the.prototype', { id: 'x', object: '__proto__' }],
])('%s is not projected', (type, object) => expect(tableOf(type, object)).toBeNull());

test('the same event gives the same snapshot each time', () => {
  const event = eventOf('customer.subscription.updated', subscriptionObject()) as StripeEvent;
  expect(snapshotOf(structuredClone(event))).toEqual(snapshotOf(event));
});
