import fc from 'fast-check';
import type Stripe from 'stripe';
import { expect, test, vi } from 'vitest';
import { startLocalStripe } from '../server.ts';
import { previousAttributes } from './previous-attributes.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

type Hash = Record<string, unknown>;
const isHash = (value: unknown): value is Hash => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts the old values back; null for a key that stands only in metadata means that the key was not there. */
function backwards(after: Hash, previous: Hash, inMetadata = false): Hash {
  const before = { ...after };
  for (const [key, was] of Object.entries(previous)) {
    if (was === null && inMetadata) delete before[key];
    else if (isHash(was) && isHash(after[key])) before[key] = backwards(after[key], was, key === 'metadata');
    else before[key] = was;
  }
  return before;
}

test('only what changed is told: hashes in part, arrays whole, new keys as null', () => {
  const before = { a: 1, h: { x: 1, y: { z: 1, w: 2 } }, list: [1, 2], m: { k: 'v' }, n: null, same: { deep: [1] } };
  const after = {
    a: 2,
    h: { x: 1, y: { z: 3, w: 2 } },
    list: [1, 3],
    m: { k: 'v', new: 'w' },
    n: { q: 1 },
    same: { deep: [1] },
  };
  expect(previousAttributes(before, after)).toEqual({
    a: 1,
    h: { y: { z: 1 } },
    list: [1, 2],
    m: { new: null },
    n: null,
  });
  expect(previousAttributes(before, structuredClone(before))).toBeUndefined();
});

const actions = [
  'rename',
  'tag',
  'untag',
  'upgrade',
  'pause',
  'unpause',
  'cancelLater',
  'keep',
  'failing',
  'working',
  'month',
  'cancel',
] as const;
type Action = (typeof actions)[number];

async function act(
  stripe: Stripe,
  action: Action,
  ids: { customer: string; subscription: string },
  month: () => Promise<void>,
) {
  const { customer, subscription } = ids;
  const subscriptions = stripe.subscriptions;
  const card = (method: string) =>
    stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } });
  switch (action) {
    case 'rename':
      return stripe.customers.update(customer, { name: 'Ada', address: { city: 'Bern' } });
    case 'tag':
      return subscriptions.update(subscription, { metadata: { a: '1', b: '2' } });
    case 'untag':
      return subscriptions.update(subscription, { metadata: { a: '' } });
    case 'upgrade': {
      const [item] = (await subscriptions.retrieve(subscription)).items.data;
      return subscriptions.update(subscription, {
        items: [{ id: item?.id ?? '', quantity: (item?.quantity ?? 0) + 1 }],
      });
    }
    case 'pause':
      return subscriptions.update(subscription, { pause_collection: { behavior: 'void' } });
    case 'unpause':
      return subscriptions.update(subscription, { pause_collection: '' });
    case 'cancelLater':
      return subscriptions.update(subscription, { cancel_at_period_end: true });
    case 'keep':
      return subscriptions.update(subscription, { cancel_at_period_end: false });
    case 'failing':
      return card('pm_card_chargeCustomerFail');
    case 'working':
      return card('pm_card_visa');
    case 'month':
      return month();
    case 'cancel':
      return subscriptions.cancel(subscription);
  }
}

test('previous_attributes put back into an event’s object give the object of its event before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...actions), { minLength: 1, maxLength: 9 }), async (plan) => {
      const local = await startLocalStripe({ seed: plan.length });
      try {
        const stripe = local.client({ maxNetworkRetries: 0 });
        let now = 1_767_225_600;
        const clock = await stripe.testHelpers.testClocks.create({ frozen_time: now });
        const price = await stripe.prices.create({
          currency: 'eur',
          unit_amount: 900,
          recurring: { interval: 'month' },
          product_data: { name: 'Team' },
        });
        const customer = await stripe.customers.create({
          test_clock: clock.id,
          payment_method: 'pm_card_visa',
          invoice_settings: { default_payment_method: 'pm_card_visa' },
        });
        const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
        const month = () => local.advanceClock(clock.id, (now += 31 * 86_400));
        for (const action of plan) {
          // What a canceled subscription refuses is part of the game.
          await act(stripe, action, { customer: customer.id, subscription: id }, month).catch(() => undefined);
        }
        const last = new Map<string, Hash>();
        for (const event of [...local.account.events.newestFirst()].reverse()) {
          const object = event.data.object as Hash & { id: string };
          const before = last.get(object.id);
          last.set(object.id, object);
          if (before === undefined || event.type.endsWith('.deleted')) continue;
          if (event.type.startsWith('test_helpers.')) continue;
          expect(backwards(object, (event.data.previous_attributes ?? {}) as Hash)).toEqual(before);
        }
      } finally {
        await local.stop();
      }
    }),
    { seed: 5, numRuns: 12 },
  );
});
