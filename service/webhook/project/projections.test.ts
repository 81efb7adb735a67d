import { describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import {
  customerObject,
  eventOf,
  type Fields,
  invoiceObject,
  newYear,
  productObject,
  subscriptionItem,
  subscriptionObject,
} from '../../testing/stripe-objects.ts';
import type { StripeEvent } from '../event.ts';
import { snapshotOf } from './snapshot.ts';

const kinds = {
  customer: { type: 'customer.updated', object: customerObject },
  subscription: { type: 'customer.subscription.updated', object: subscriptionObject },
  invoice: { type: 'invoice.updated', object: invoiceObject },
  product: { type: 'product.updated', object: productObject },
};
type Kind = keyof typeof kinds;

const rowOf = (type: string, object: Fields) => snapshotOf(eventOf(type, object) as StripeEvent)!.row;
const rowOfKind = (kind: Kind, given: Fields) => rowOf(kinds[kind].type, kinds[kind].object(given));

const then = (seconds: number) => new Date(seconds * 1000);
const without = (object: Fields, ...names: string[]) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

describe('a row has what its table has', () => {
  test.each(Object.entries(kinds))('%s', (_, { type, object }) => {
    const { row, projection } = snapshotOf(eventOf(type, object()) as StripeEvent)!;
    expect(Object.keys(row).sort()).toEqual([...projection.columns].sort());
    expect(projection.columns[0]).toBe('id');
  });

  test('every field of a customer', () => {
    const metadata = { bulkhead_app: 'web', bulkhead_reference: 'user 7 ü' };
    const object = customerObject({ balance: -1900, delinquent: true, metadata });
    expect(rowOf('customer.updated', object)).toEqual({
      ...{ id: 'cus_1', email: 'ada@example.com', name: 'Ada Lovelace', currency: 'eur', balance: -1900 },
      ...{ delinquent: true, livemode: false, created: then(newYear), deleted: false },
      ...{ app_name: 'web', app_reference: 'user 7 ü', account_id: null },
    });
  });

  test('every field of a subscription', () => {
    const object = subscriptionObject({
      ...{ status: 'trialing', trial_start: newYear, trial_end: newYear + 1, cancel_at: newYear + 2 },
      ...{ canceled_at: newYear + 3, ended_at: newYear + 4, cancel_at_period_end: true },
      pause_collection: { behavior: 'mark_uncollectible', resumes_at: newYear + 5 },
    });
    const { items, ...row } = rowOf('customer.subscription.updated', object);
    expect(row).toEqual({
      ...{ id: 'sub_1', customer_id: 'cus_1', status: 'trialing', currency: 'eur', livemode: false },
      ...{ collection_method: 'charge_automatically', start_date: then(newYear), trial_start: then(newYear) },
      ...{ trial_end: then(newYear + 1), cancel_at: then(newYear + 2), cancel_at_period_end: true },
      ...{ canceled_at: then(newYear + 3), ended_at: then(newYear + 4), created: then(newYear) },
      ...{ pause_collection_behavior: 'mark_uncollectible', pause_resumes_at: then(newYear + 5) },
      ...{ latest_invoice_id: 'in_1', account_id: null },
    });
    expect(JSON.parse(String(items))).toEqual([
      {
        ...{ id: 'si_1', price_id: 'price_1', product_id: 'prod_1', quantity: 1, unit_amount: 1900, currency: 'eur' },
        ...{ interval: 'month', interval_count: 1, current_period_start: newYear },
        current_period_end: subscriptionItem()['current_period_end'],
      },
    ]);
  });

  test('every field of an invoice', () => {
    const object = invoiceObject({
      ...{ status: 'paid', number: 'A-0001', due_date: newYear + 9, amount_paid: 1900, amount_remaining: 0 },
      status_transitions: { finalized_at: newYear + 1, paid_at: newYear + 2, voided_at: newYear + 3 },
    });
    expect(rowOf('invoice.paid', object)).toEqual({
      ...{ id: 'in_1', customer_id: 'cus_1', subscription_id: 'sub_1', number: 'A-0001', status: 'paid' },
      ...{ billing_reason: 'subscription_cycle', currency: 'eur', subtotal: 1900, total: 1900, amount_due: 1900 },
      ...{ amount_paid: 1900, amount_remaining: 0, attempt_count: 0, livemode: false, deleted: false },
      ...{ period_start: then(newYear), period_end: then(newYear), due_date: then(newYear + 9) },
      ...{ finalized_at: then(newYear + 1), paid_at: then(newYear + 2), voided_at: then(newYear + 3) },
      ...{ created: then(newYear), account_id: null },
    });
  });

  test('every field of a product', () => {
    const metadata = { plan: 'pro', features: ' reports,export ,, reports' };
    expect(rowOf('product.deleted', productObject({ name: 'Pro', metadata }))).toEqual({
      ...{ id: 'prod_1', name: 'Pro', active: true, plan: 'pro', features: '["export","reports"]', deleted: true },
      ...{ livemode: false, created: then(newYear), account_id: null },
    });
  });

  test('the account that an event comes from', () => {
    const event = { ...eventOf('customer.updated', customerObject()), account: 'acct_1' } as StripeEvent;
    expect(snapshotOf(event)!.row['account_id']).toBe('acct_1');
  });
});

describe('what Stripe may leave out, expand or set to null', () => {
  const cases: Record<string, [Kind, Fields, Fields]> = {
    'a customer without a name, an email or a currency': [
      'customer',
      { name: null, email: null, currency: null },
      { name: null, email: null, currency: null },
    ],
    'a customer whose balance and delinquency are null': [
      'customer',
      { balance: null, delinquent: null },
      { balance: 0, delinquent: false },
    ],
    'a customer whose metadata names what can be no app, and too long a reference': [
      'customer',
      { metadata: { bulkhead_app: 'Not An App', bulkhead_reference: 'x'.repeat(256) } },
      { app_name: null, app_reference: null },
    ],
    'a product without metadata': ['product', { metadata: {} }, { plan: null, features: '[]' }],
    'a customer of live mode': ['customer', { livemode: true }, { livemode: true }],
    'an expanded customer and invoice of a subscription': [
      'subscription',
      { customer: customerObject({ id: 'cus_9' }), latest_invoice: invoiceObject({ id: 'in_9' }) },
      { customer_id: 'cus_9', latest_invoice_id: 'in_9' },
    ],
    'the stub of a deleted customer': [
      'subscription',
      { customer: { id: 'cus_9', object: 'customer', deleted: true } },
      { customer_id: 'cus_9' },
    ],
    'a subscription without an invoice': ['subscription', { latest_invoice: null }, { latest_invoice_id: null }],
    'a pause without an end': [
      'subscription',
      { pause_collection: { behavior: 'void', resumes_at: null } },
      { pause_collection_behavior: 'void', pause_resumes_at: null },
    ],
    'no pause': [
      'subscription',
      { pause_collection: null },
      { pause_collection_behavior: null, pause_resumes_at: null },
    ],
    'an invoice without a parent': ['invoice', { parent: null }, { subscription_id: null }],
    'an invoice whose parent is a quote': [
      'invoice',
      { parent: { type: 'quote_details', quote_details: { quote: 'qt_1' }, subscription_details: null } },
      { subscription_id: null },
    ],
    'an invoice with its subscription expanded': [
      'invoice',
      { parent: { subscription_details: { subscription: subscriptionObject({ id: 'sub_9' }) } } },
      { subscription_id: 'sub_9' },
    ],
    'an invoice without a customer or a status': [
      'invoice',
      { customer: null, status: null },
      { customer_id: null, status: null },
    ],
    'an invoice that owes the customer': ['invoice', { total: -500, amount_due: 0 }, { total: -500, amount_due: 0 }],
    'a field that is newer than this code': ['invoice', { amount_overpaid: 5 }, { total: 1900 }],
  };

  test.each(Object.entries(cases))('%s', (_, [kind, given, row]) => expect(rowOfKind(kind, given)).toMatchObject(row));

  test.each([
    ['customer', ['email', 'name', 'currency', 'balance', 'delinquent']],
    ['subscription', ['trial_start', 'trial_end', 'cancel_at', 'canceled_at', 'ended_at', 'pause_collection']],
    ['subscription', ['latest_invoice']],
    ['invoice', ['customer', 'parent', 'number', 'status', 'billing_reason', 'due_date']],
  ] as const)('absent means the same as null: %s %s', (kind, names) => {
    const nulls = rowOfKind(kind, Object.fromEntries(names.map((name) => [name, null])));
    expect(rowOf(kinds[kind].type, without(kinds[kind].object(), ...names))).toEqual(nulls);
  });
});

describe('items of a subscription', () => {
  const itemsOf = (...items: Fields[]) =>
    JSON.parse(String(rowOf('customer.subscription.updated', subscriptionObject({}, items))['items'])) as Fields[];
  const price = subscriptionItem()['price'] as Fields;

  test('each keeps its own period', () => {
    const periods = itemsOf(subscriptionItem({ current_period_end: 1 }), subscriptionItem({ current_period_end: 2 }));
    expect(periods.map((item) => item['current_period_end'])).toEqual([1, 2]);
  });

  test('a metered price has no amount and no quantity, a product may be expanded, a price may recur never', () => {
    const metered = { ...price, unit_amount: null, product: { id: 'prod_9', name: 'Meter' }, recurring: null };
    expect(itemsOf(without(subscriptionItem({ price: metered }), 'quantity', 'current_period_end'))).toMatchObject([
      { product_id: 'prod_9', unit_amount: null, quantity: null, interval: null, current_period_end: null },
    ]);
  });

  test('there may be none', () => expect(itemsOf()).toEqual([]));
});

test('deletion is told by the event’s type', () => {
  expect(rowOf('customer.deleted', customerObject())['deleted']).toBe(true);
  expect(rowOf('customer.updated', customerObject())['deleted']).toBe(false);
  expect(rowOf('invoice.deleted', invoiceObject())['deleted']).toBe(true);
});

describe('a shape that cannot be read is named by its field, never by its value', () => {
  const secret = 'a-value-that-must-not-be-quoted';
  const cases: Record<string, [Kind, Fields, string]> = {
    'an id that is a number': ['customer', { id: 5 }, 'id'],
    'a balance in text': ['customer', { balance: secret }, 'balance'],
    'a balance with cents': ['customer', { balance: 0.5 }, 'balance'],
    'a balance beyond exact integers': ['customer', { balance: 2 ** 53 }, 'balance'],
    'a name that is longer than its column': ['customer', { name: secret.repeat(20) }, 'name'],
    'a currency of four letters': ['customer', { currency: 'euro' }, 'currency'],
    'a currency that a column would cut': ['invoice', { currency: 'eu ' }, 'currency'],
    'a time before 1970': ['customer', { created: -1 }, 'created'],
    'a time beyond the year 9999': ['customer', { created: 253_402_300_800 }, 'created'],
    'a status that is a list': ['subscription', { status: [secret] }, 'status'],
    'items that are no list': ['subscription', { items: secret }, 'items'],
    'an item without a price': [
      'subscription',
      { items: { data: [subscriptionItem(), { id: 'si_2' }] } },
      'items.data.1.price',
    ],
    'fewer seats than none': [
      'subscription',
      { items: { data: [subscriptionItem({ quantity: -1 })] } },
      'items.data.0.quantity',
    ],
    'a period beyond all time': [
      'subscription',
      { items: { data: [subscriptionItem({ current_period_end: 2 ** 50 })] } },
      'items.data.0.current_period_end',
    ],
    'a customer that is neither an id nor an object': ['subscription', { customer: 7 }, 'customer'],
    'a flag in text': ['subscription', { cancel_at_period_end: 'true' }, 'cancel_at_period_end'],
    'an unreadable pause': ['subscription', { pause_collection: { behavior: 1 } }, 'pause_collection.behavior'],
    'a total that is missing': ['invoice', { total: undefined }, 'total'],
    'transitions that are missing': ['invoice', { status_transitions: null }, 'status_transitions'],
    'an unreadable transition': ['invoice', { status_transitions: { paid_at: secret } }, 'status_transitions.paid_at'],
  };

  test.each(Object.entries(cases))('%s', (_, [kind, given, field]) => {
    let thrown: unknown;
    try {
      rowOfKind(kind, given);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ZodError);
    const { issues } = thrown as ZodError;
    expect(issues.map((issue) => issue.path.join('.'))).toContain(field);
    expect(issues.map((issue) => issue.message).join()).not.toContain(secret);
  });
});

test.each(['constructor', '__proto__', 'toString'])(
  'a status that is called %s has a version as any unknown one',
  (status) => {
    const { version } = snapshotOf(eventOf('invoice.updated', invoiceObject({ status })) as StripeEvent)!;
    expect(version).toBe(
      snapshotOf(eventOf('invoice.updated', invoiceObject({ status: 'new' })) as StripeEvent)!.version,
    );
  },
);
