import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rememberedSecondsMax } from './defaults.ts';
import { EntitlementCache, type Entitlements } from './entitlement-cache.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
beforeEach(() => vi.useFakeTimers({ now: start }));
afterEach(() => vi.useRealTimers());

const entitlements = (given: Partial<Entitlements> = {}): Entitlements => ({
  ...{ customer_id: 'cus_1', status: 'active', plan: 'pro', features: [], seats: 1 },
  ...{ trial_end: null, valid_until: null, subscriptions: [] },
  ...given,
});

/** A cache over answers that the test gives when it wants. */
function stage() {
  const asked: { reference: string; answer: (given?: Partial<Entitlements>) => void }[] = [];
  const cache = new EntitlementCache(
    (reference) => new Promise((resolve) => asked.push({ reference, answer: (given) => resolve(entitlements(given)) })),
  );
  const read = async (given: Partial<Entitlements> = {}, reference = 'account-1') => {
    const reading = cache.get(reference);
    asked.at(-1)!.answer(given);
    return reading;
  };
  return { asked, cache, read };
}

test('an answer is remembered under the app’s reference and under Stripe’s id, until it is too old', async () => {
  const { asked, cache, read } = stage();
  const first = await read();
  vi.setSystemTime(start + rememberedSecondsMax * 1000 - 1);
  expect(await cache.get('account-1')).toBe(first);
  expect(await cache.get('cus_1')).toBe(first);
  expect(asked).toHaveLength(1);
  vi.setSystemTime(start + rememberedSecondsMax * 1000);
  void cache.get('account-1');
  expect(asked).toHaveLength(2);
});

test('what ends by itself is not remembered beyond its end', async () => {
  const { asked, cache, read } = stage();
  await read({ status: 'grace', valid_until: new Date(start + 5000).toISOString() });
  vi.setSystemTime(start + 5000);
  void cache.get('account-1');
  expect(asked).toHaveLength(2);
});

test('who asks at once waits for one answer', async () => {
  const { asked, cache } = stage();
  const both = [cache.get('account-1'), cache.get('account-1')];
  asked[0]!.answer();
  expect(asked).toHaveLength(1);
  expect(await both[0]).toBe(await both[1]);
});

test('a change is told once: the same one and older ones change nothing', async () => {
  const { asked, cache, read } = stage();
  await read();
  expect(cache.tell({ customer: 'cus_1', sequence: 7 })).toBe(true);
  await read({ plan: 'team' });
  expect(asked).toHaveLength(2);
  for (const sequence of [7, 6]) expect(cache.tell({ customer: 'cus_1', sequence })).toBe(false);
  expect(await cache.get('account-1')).toMatchObject({ plan: 'team' });
  expect(asked).toHaveLength(2);
});

test('another customer’s change forgets nothing', async () => {
  const { asked, cache, read } = stage();
  await read();
  cache.tell({ customer: 'cus_2', sequence: 7 });
  await cache.get('account-1');
  expect(asked).toHaveLength(1);
});

test('an answer that was asked for before a change is given to who asked, and not remembered', async () => {
  const { asked, cache } = stage();
  const before = cache.get('account-1');
  cache.tell({ customer: 'cus_1', sequence: 7 });
  const after = cache.get('account-1');
  expect(asked).toHaveLength(2);
  asked[1]!.answer({ plan: 'new' });
  expect(await after).toMatchObject({ plan: 'new' });
  asked[0]!.answer({ plan: 'old' });
  expect(await before).toMatchObject({ plan: 'old' });
  expect(await cache.get('account-1')).toMatchObject({ plan: 'new' });
  expect(asked).toHaveLength(2);
});

test('a refusal is not remembered', async () => {
  let answers = 0;
  const cache = new EntitlementCache(() => {
    answers += 1;
    return answers === 1 ? Promise.reject(new Error('away')) : Promise.resolve(entitlements());
  });
  await expect(cache.get('account-1')).rejects.toThrow('away');
  expect(await cache.get('account-1')).toMatchObject({ status: 'active' });
});
