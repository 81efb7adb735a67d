import { describe, expect, test } from 'vitest';
import {
  customerObject,
  eventOf,
  type Fields,
  invoiceObject,
  productObject,
  subscriptionItem,
  subscriptionObject,
} from '../../testing/stripe-objects.ts';
import type { StripeEvent } from '../event.ts';
import { driftOfEvent, snapshotOf } from './snapshot.ts';

function driftIn(object: Fields, given: Fields = {}) {
  const event = eventOf(`${String(object['object'])}.updated`, object, given) as StripeEvent;
  return driftOfEvent(event, snapshotOf(event)!);
}

test.each<[Fields]>([
  [customerObject({ email: null, name: null, currency: null })],
  [subscriptionObject()],
  [subscriptionObject({}, [])],
  [invoiceObject()],
  [invoiceObject({ billing_reason: 'manual', parent: null })],
  [productObject()],
])('an object of the pinned version does not drift, whatever is null in it by right', (object) => {
  expect(driftIn(object)).toBeNull();
});

const without = (object: Fields, name: string) =>
  Object.fromEntries(Object.entries(object).filter(([one]) => one !== name));

describe('drifts', () => {
  test.each<[string, Fields, string, string]>([
    [
      'a subscription of an old API: the period at the top, none on its items',
      subscriptionObject({ current_period_end: 1 }, [without(subscriptionItem(), 'current_period_end')]),
      ...(['subscription', 'items.data.*.current_period_end'] as const),
    ],
    [
      'a period that was emptied',
      subscriptionObject({}, [subscriptionItem({ current_period_start: null })]),
      'subscription',
      'items.data.*.current_period_start',
    ],
    [
      'the second item alone',
      subscriptionObject({}, [subscriptionItem(), without(subscriptionItem(), 'current_period_end')]),
      'subscription',
      'items.data.*.current_period_end',
    ],
    [
      'a subscription without a time that may be null',
      without(subscriptionObject(), 'cancel_at'),
      'subscription',
      'cancel_at',
    ],
    [
      'an invoice of an old API: its subscription at the top',
      { ...without(invoiceObject(), 'parent'), subscription: 'sub_1' },
      'invoice',
      'parent',
    ],
    [
      'an invoice of a subscription that does not name it',
      invoiceObject({ parent: null }),
      'invoice',
      'parent.subscription_details.subscription',
    ],
    ['a customer without metadata', without(customerObject(), 'metadata'), 'customer', 'metadata'],
    ['a customer without an email field', without(customerObject(), 'email'), 'customer', 'email'],
    ['a product whose metadata was emptied', productObject({ metadata: null }), 'product', 'metadata'],
  ])('%s', (_, object, kind, field) => {
    expect(driftIn(object)).toEqual({ kind, field });
  });

  test('an event of another API version, whose fields are all there', () => {
    expect(driftIn(customerObject(), { api_version: '2024-06-20' })).toEqual({
      kind: 'customer',
      field: 'api_version',
    });
    expect(
      snapshotOf(eventOf('customer.updated', customerObject(), { api_version: '2024-06-20' }) as StripeEvent)!.missing,
    ).toBeNull();
  });
});

test('what billing read itself is not judged: it would be read for ever', () => {
  const event = eventOf('bulkhead.read_deleted', without(customerObject(), 'metadata')) as StripeEvent;
  expect(snapshotOf(event)!.missing).toBeNull();
});
