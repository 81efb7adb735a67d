import { describe, expect, test } from 'vitest';
import type { StripeEvent } from '../event.ts';
import {
  customerObject,
  eventOf,
  type Fields,
  invoiceObject,
  newYear,
  subscriptionObject,
} from '../../testing/stripe-objects.ts';
import { snapshotOf } from './snapshot.ts';
import { createdOf } from './version.ts';

const at = newYear;

function version(type: string, created: number, object: Fields): number {
  return snapshotOf(eventOf(type, object, { created }) as StripeEvent)!.version;
}

const customer = (type: string, created: number, given: Fields = {}) =>
  version(`customer.${type}`, created, customerObject(given));
const subscription = (type: string, created: number, status: string) =>
  version(`customer.subscription.${type}`, created, subscriptionObject({ status }));
const invoice = (type: string, created: number, status: string) =>
  version(`invoice.${type}`, created, invoiceObject({ status }));

describe('the first is older than the second', () => {
  const pairs: Record<string, [number, number]> = {
    'an update a second before another': [customer('updated', at), customer('updated', at + 1)],
    'a creation before an update in the same second': [customer('created', at), customer('updated', at)],
    'an update before a deletion in the same second': [customer('updated', at), customer('deleted', at)],
    'a later update and a deletion: a deletion is the end': [customer('updated', at + 999), customer('deleted', at)],
    'a later creation and a deletion': [customer('created', at + 999), customer('deleted', at)],
    'a deletion in the year 1970 beats an update in the year 9999': [
      customer('updated', 253_402_300_799),
      customer('deleted', 0),
    ],

    'an incomplete subscription before an active one in the same second': [
      subscription('updated', at, 'incomplete'),
      subscription('updated', at, 'active'),
    ],
    'a subscription created incomplete before it is updated within the second': [
      subscription('created', at, 'incomplete'),
      subscription('updated', at, 'incomplete'),
    ],
    'a subscription created active before any update of that second': [
      subscription('created', at, 'active'),
      subscription('updated', at, 'incomplete'),
    ],
    'an active subscription a second later than an incomplete one': [
      subscription('updated', at, 'incomplete'),
      subscription('updated', at + 1, 'active'),
    ],
    'a later update and a canceled subscription': [
      subscription('updated', at + 999, 'active'),
      subscription('deleted', at, 'canceled'),
    ],
    'a later update and an expired subscription': [
      subscription('updated', at + 999, 'incomplete'),
      subscription('updated', at, 'incomplete_expired'),
    ],
    'a canceled subscription and a later word about it': [
      subscription('deleted', at, 'canceled'),
      subscription('updated', at + 1, 'canceled'),
    ],

    'a draft before an open invoice in the same second': [
      invoice('updated', at, 'draft'),
      invoice('updated', at, 'open'),
    ],
    'an open before an uncollectible one': [
      invoice('updated', at, 'open'),
      invoice('marked_uncollectible', at, 'uncollectible'),
    ],
    'an uncollectible before a paid one in the same second': [
      invoice('updated', at, 'uncollectible'),
      invoice('paid', at, 'paid'),
    ],
    'a later attempt and a paid invoice': [invoice('payment_failed', at + 999, 'open'), invoice('paid', at, 'paid')],
    'a later attempt and a void invoice': [invoice('updated', at + 999, 'open'), invoice('voided', at, 'void')],
    'a later update and a deleted draft': [invoice('updated', at + 999, 'draft'), invoice('deleted', at, 'draft')],
    'a draft a second after an open one, for whatever Stripe may say': [
      invoice('updated', at, 'open'),
      invoice('updated', at + 1, 'draft'),
    ],
  };

  test.each(Object.entries(pairs))('%s', (_, [older, newer]) => expect(older).toBeLessThan(newer));
});

describe('both are equally new, and tie.ts has to decide', () => {
  const pairs: Record<string, [number, number]> = {
    'two updates in one second': [customer('updated', at, { balance: 1 }), customer('updated', at, { balance: 2 })],
    'two statuses that can both be returned to': [
      subscription('updated', at, 'active'),
      subscription('updated', at, 'past_due'),
    ],
    'two reports of one payment': [invoice('paid', at, 'paid'), invoice('payment_succeeded', at, 'paid')],
    'statuses that this version does not know': [
      subscription('updated', at, 'some_new_status'),
      subscription('updated', at, 'active'),
    ],
  };

  test.each(Object.entries(pairs))('%s', (_, [one, other]) => expect(one).toBe(other));
});

test.each([0, 1, at, 253_402_300_799])('the second %i can be read back from any version made in it', (created) => {
  const versions = [
    ...['created', 'updated', 'deleted'].map((type) => customer(type, created)),
    ...['incomplete', 'active', 'canceled'].map((status) => subscription('updated', created, status)),
    ...['draft', 'open', 'uncollectible', 'paid', 'void'].map((status) => invoice('updated', created, status)),
  ];
  for (const one of versions) {
    expect(Number.isSafeInteger(one)).toBe(true);
    expect(createdOf(one)).toEqual(new Date(created * 1000));
  }
});
