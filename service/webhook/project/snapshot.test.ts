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
  ['invoice.upcoming', invoiceObject({ id: 'upcoming_in_1' }), null],
  ['customer.discount.created', { id: 'di_1', object: 'discount' }, null],
  ['invoice_payment.paid', { id: 'inpay_1', object: 'invoice_payment' }, null],
  ['charge.succeeded', { id: 'ch_1', object: 'charge' }, null],
  ['balance.available', { object: 'balance' }, null],
  ['made.up', { id: 'x' }, null],
  ['made.up', { id: 'x', object: ['customer'] }, 'billing_customers'],
  ['made.up', { id: 'x', object: 'constructor' }, null],
  ['made.up', { id: 'x', object: '__proto__' }, null],
])('%s about %j goes to %s', (type, object, table) => {
  const whole = Array.isArray(object['object']) ? customerObject(object) : object;
  expect(tableOf(type, whole)).toBe(table);
});

test('the same event gives the same snapshot each time', () => {
  const event = eventOf('customer.subscription.updated', subscriptionObject()) as StripeEvent;
  expect(snapshotOf(structuredClone(event))).toEqual(snapshotOf(event));
});
