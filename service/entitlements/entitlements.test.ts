import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graceDays } from '../../policies/entitlements.ts';
import { type Entitlements, entitlementsOf, type ProductRow, type SubscriptionRow } from './entitlements.ts';

const now = new Date('2026-06-15T12:00:00Z');
const seed = Number(process.env['SEED'] ?? 1);
const daysFromNow = (days: number) => new Date(now.getTime() + days * 86_400_000);
const secondsOf = (time: Date) => time.getTime() / 1000;

const item = (given: Partial<SubscriptionRow['items'][number]> = {}) => ({
  product_id: 'prod_pro',
  quantity: 1,
  current_period_start: secondsOf(daysFromNow(-10)),
  current_period_end: secondsOf(daysFromNow(20)),
  ...given,
});

const subscription = (given: Partial<SubscriptionRow> = {}): SubscriptionRow => ({
  id: 'sub_1',
  customer_id: 'cus_1',
  status: 'active',
  items: [item()],
  created: daysFromNow(-100),
  trial_end: null,
  cancel_at: null,
  cancel_at_period_end: false,
  latest_invoice_created: daysFromNow(-10),
  ...given,
});

const products = new Map<string, ProductRow>([
  ['prod_pro', { plan: 'pro', features: ['export', 'reports'] }],
  ['prod_team', { plan: 'team', features: ['audit', 'reports'] }],
  ['prod_addon', { plan: null, features: ['api'] }],
]);

const nothing: Entitlements = {
  customer_id: 'cus_1',
  status: 'none',
  plan: null,
  features: [],
  seats: 0,
  trial_end: null,
  valid_until: null,
  subscriptions: [],
};
const pro: Entitlements = {
  ...nothing,
  status: 'active',
  plan: 'pro',
  features: ['export', 'reports'],
  seats: 1,
  subscriptions: ['sub_1'],
};
const graceEnd = daysFromNow(graceDays - 10).toISOString();

type Case = [fact: string, subscriptions: SubscriptionRow[], expected: Entitlements];

test.each<Case>([
  ['nobody is entitled without a subscription', [], nothing],
  ['an active one entitles', [subscription()], pro],
  [
    'a trial entitles, and says when it ends',
    [subscription({ status: 'trialing', trial_end: daysFromNow(3) })],
    { ...pro, trial_end: daysFromNow(3).toISOString() },
  ],
  ['a trial that is over is not told of', [subscription({ trial_end: daysFromNow(-3) })], pro],
  ...['unpaid', 'paused', 'canceled', 'incomplete', 'incomplete_expired', 'a status of next year'].map(
    (status): Case => [`${status} does not entitle`, [subscription({ status })], nothing],
  ),
  [
    'past_due is grace until so many days after the period began',
    [subscription({ status: 'past_due' })],
    { ...pro, status: 'grace', valid_until: graceEnd },
  ],
  [
    'of an invoice in the middle of the period the grace begins anew',
    [subscription({ status: 'past_due', latest_invoice_created: daysFromNow(-2) })],
    { ...pro, status: 'grace', valid_until: daysFromNow(graceDays - 2).toISOString() },
  ],
  [
    'grace is over at its very end',
    [
      subscription({
        status: 'past_due',
        latest_invoice_created: null,
        items: [item({ current_period_start: secondsOf(daysFromNow(-graceDays)) })],
      }),
    ],
    nothing,
  ],
  [
    'without period and invoice the grace begins with the subscription',
    [
      subscription({
        status: 'past_due',
        created: daysFromNow(-1),
        latest_invoice_created: null,
        items: [item({ current_period_start: null })],
      }),
    ],
    { ...pro, status: 'grace', valid_until: daysFromNow(graceDays - 1).toISOString() },
  ],
  [
    'one that is to be cancelled entitles until then',
    [subscription({ cancel_at: daysFromNow(5) })],
    { ...pro, valid_until: daysFromNow(5).toISOString() },
  ],
  ['one whose time to be cancelled has come does not', [subscription({ cancel_at: now })], nothing],
  [
    'one that nobody renews entitles to the end of its period',
    [subscription({ cancel_at_period_end: true })],
    { ...pro, valid_until: daysFromNow(20).toISOString() },
  ],
  [
    'grace ends with the subscription where that comes first',
    [subscription({ status: 'past_due', cancel_at: daysFromNow(1) })],
    { ...pro, status: 'grace', valid_until: daysFromNow(1).toISOString() },
  ],
  [
    'several are one: all features, all seats, the plan of the newest, the earliest end',
    [
      subscription({ items: [item({ quantity: 3 }), item({ product_id: 'prod_addon', quantity: null })] }),
      subscription({
        id: 'sub_2',
        created: daysFromNow(-1),
        cancel_at: daysFromNow(9),
        items: [item({ product_id: 'prod_team', quantity: 4 })],
      }),
    ],
    {
      ...pro,
      plan: 'team',
      features: ['api', 'audit', 'export', 'reports'],
      seats: 7,
      valid_until: daysFromNow(9).toISOString(),
      subscriptions: ['sub_1', 'sub_2'],
    },
  ],
  [
    'the newest that names no plan leaves it to the next',
    [
      subscription(),
      subscription({ id: 'sub_2', created: daysFromNow(-1), items: [item({ product_id: 'prod_addon' })] }),
    ],
    { ...pro, features: ['api', 'export', 'reports'], seats: 2, subscriptions: ['sub_1', 'sub_2'] },
  ],
  [
    'what is paid for goes before what is in grace, however new that is',
    [
      subscription(),
      subscription({
        id: 'sub_2',
        status: 'past_due',
        created: daysFromNow(-1),
        items: [item({ product_id: 'prod_team' })],
      }),
    ],
    {
      ...pro,
      features: ['audit', 'export', 'reports'],
      seats: 2,
      valid_until: graceEnd,
      subscriptions: ['sub_1', 'sub_2'],
    },
  ],
  [
    'a product that is not known yet gives its seats alone',
    [subscription({ items: [item({ product_id: 'prod_unknown', quantity: 2 })] })],
    { ...pro, plan: null, features: [], seats: 2 },
  ],
])('%s', (_, subscriptions, expected) => {
  expect(entitlementsOf('cus_1', subscriptions, products, now)).toEqual(expected);
});

const day = fc.integer({ min: -40, max: 40 });
const anyItem = fc
  .record({ product: fc.constantFrom('prod_pro', 'prod_team', 'prod_addon', 'prod_unknown'), seats: fc.nat(9), day })
  .map(({ product, seats, day: start }) =>
    item({
      product_id: product,
      quantity: seats,
      current_period_start: secondsOf(daysFromNow(start)),
      current_period_end: secondsOf(daysFromNow(start + 30)),
    }),
  );
const anySubscription = fc.record({
  status: fc.constantFrom('active', 'trialing', 'past_due', 'unpaid', 'canceled', 'paused'),
  items: fc.array(anyItem, { maxLength: 3 }),
  created: day.map(daysFromNow),
  trial_end: fc.option(day.map(daysFromNow)),
  cancel_at: fc.option(day.map(daysFromNow)),
  cancel_at_period_end: fc.boolean(),
  latest_invoice_created: fc.option(day.map(daysFromNow)),
});
const anySubscriptions = fc
  .array(anySubscription, { maxLength: 5 })
  .map((rows) => rows.map((row, index) => subscription({ ...row, id: `sub_${index}` })));

test('the order of the rows does not matter', () => {
  const shuffled = anySubscriptions.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
  );
  fc.assert(
    fc.property(shuffled, ([rows, other]) => {
      expect(entitlementsOf('cus_1', other, products, now)).toEqual(entitlementsOf('cus_1', rows, products, now));
    }),
    { seed },
  );
});

test('until valid_until nothing changes by itself, and what gave it then gives it no longer', () => {
  fc.assert(
    fc.property(anySubscriptions, (rows) => {
      const before = entitlementsOf('cus_1', rows, products, now);
      const end = before.valid_until === null ? daysFromNow(1000) : new Date(before.valid_until);
      expect(entitlementsOf('cus_1', rows, products, new Date(end.getTime() - 1))).toEqual(before);
      if (before.valid_until === null) return;
      const after = entitlementsOf('cus_1', rows, products, end);
      expect(after.subscriptions.length).toBeLessThan(before.subscriptions.length);
      expect(before.features).toEqual(expect.arrayContaining(after.features));
    }),
    { seed },
  );
});

test('a subscription more never takes a feature away', () => {
  fc.assert(
    fc.property(anySubscriptions, anySubscription, (rows, more) => {
      const before = entitlementsOf('cus_1', rows, products, now);
      const after = entitlementsOf('cus_1', [...rows, subscription({ ...more, id: 'sub_more' })], products, now);
      expect(after.features).toEqual(expect.arrayContaining(before.features));
      expect(after.seats).toBeGreaterThanOrEqual(before.seats);
    }),
    { seed },
  );
});
