import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTypes } from '../../webhook/event.ts';
import { snapshotOf } from '../../webhook/project/snapshot.ts';
import type { StripeEvent } from '../../webhook/event.ts';
import {
  customerObject,
  invoiceObject,
  newYear,
  productObject,
  subscriptionObject,
} from '../../testing/stripe-objects.ts';
import { oneHistory } from '../../testing/history.ts';
import { readings, type Kind } from './kinds.ts';
import { readOf } from './read-of.ts';

const readAt = new Date((newYear + 7.9) * 1000);
const receivedAt = new Date((newYear + 8.25) * 1000);
const objects = {
  product: productObject,
  customer: customerObject,
  subscription: subscriptionObject,
  invoice: invoiceObject,
} as const;
const everyKind = Object.entries(objects) as [Kind, (typeof objects)[Kind]][];

describe('a read is an event of our own', () => {
  test.each(everyKind)('of a %s: what billing reads of it, and no more', (kind, make) => {
    const object = make({ secret_of_stripe: 'x' });
    const { event, state, snapshot, payload } = readOf(object, { kind, account: null, readAt, receivedAt });
    expect(event).toMatchObject({
      id: `read_${String(object['id'])}_${receivedAt.getTime()}`,
      type: 'bulkhead.read',
      created: newYear + 7,
      livemode: false,
    });
    expect(event).not.toHaveProperty('account');
    expect(state).toBe('applied');
    expect(payload).not.toContain('secret_of_stripe');
    expect(snapshot?.row).toEqual({ ...readings[kind].projection.read(object, 'read'), account_id: null });
  });

  test('of a connected account: it says which', () => {
    const { event, snapshot } = readOf(customerObject(), { kind: 'customer', account: 'acct_1', readAt });
    expect(event.account).toBe('acct_1');
    expect(snapshot?.row['account_id']).toBe('acct_1');
  });

  test('card data is scrubbed as in any event', () => {
    const { payload } = readOf(customerObject({ name: '4242 4242 4242 4242' }), {
      ...{ kind: 'customer', account: null, readAt },
    });
    expect(payload).not.toContain('4242 4242 4242 4242');
  });

  test('of an id that is as long as an id can be, the event’s id still is one', () => {
    const product = productObject({ id: 'p'.repeat(255) });
    const { event, snapshot } = readOf(product, { kind: 'product', account: null, readAt });
    expect(event.id.length).toBeLessThan(200);
    expect(snapshot?.row['id']).toBe(product['id']);
  });

  const unreadable: Record<string, object> = {
    'an object without an id': customerObject({ id: undefined }),
    'an id that is none': customerObject({ id: 'cus 1' }),
    'another shape': customerObject({ balance: 'much' }),
    'an error': { error: { message: 'no' } },
  };
  test.each(Object.entries(unreadable))('%s is refused, without its values', (_, object) => {
    const read = () => readOf(object, { kind: 'customer', account: null, readAt });
    expect(read).toThrow(/^Stripe’s answer for a customer cannot be read: \w+: /);
    expect(read).not.toThrow(/much|cus 1/);
  });
});

describe('what Stripe has no longer is read from its row', () => {
  test.each(everyKind)('a %s', (kind, make) => {
    const { projection } = readings[kind];
    const row = projection.read(make(), `${kind}.updated`);
    const { snapshot } = readOf(projection.objectOf(row), { kind, account: null, readAt, type: readTypes.deleted });
    const ended = kind === 'subscription' ? { status: 'canceled' } : { deleted: true };
    expect(snapshot?.row).toEqual({ ...row, ...ended, account_id: null });
    expect(projection.isTerminal(snapshot!.row)).toBe(true);
  });

  test('every row leads back to an object that makes the same row', () => {
    const events = oneHistory(1, 300) as StripeEvent[];
    const snapshots = events.flatMap((event) => snapshotOf(event) ?? []);
    for (const { projection, row } of snapshots) {
      const { account_id: account, ...own } = row;
      const type = row['deleted'] === true ? readTypes.deleted : readTypes.read;
      expect(account).toBeNull();
      expect(projection.read(projection.objectOf(row), type)).toEqual(own);
    }
    expect(snapshots.length).toBeGreaterThan(500);
  });

  test('a product’s features and a customer’s reference too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/)),
        fc.string({ minLength: 1, maxLength: 255 }),
        (names, reference) => {
          const { product, customer } = readings;
          const sold = product.projection.read(productObject({ metadata: { features: names.join(',') } }), 'read');
          expect(product.projection.read(product.projection.objectOf(sold), 'read')).toEqual(sold);
          const metadata = { bulkhead_app: 'web', bulkhead_reference: reference };
          const made = customer.projection.read(customerObject({ metadata }), 'read');
          expect(customer.projection.read(customer.projection.objectOf(made), 'read')).toEqual(made);
        },
      ),
      { seed: 1 },
    );
  });
});
