import type Stripe from 'stripe';
import type { Complete, WireObject } from './shape.ts';

export interface TestClock extends WireObject {
  readonly object: 'test_helpers.test_clock';
  readonly frozen_time: number;
  readonly name: string | null;
  readonly status: 'ready' | 'advancing';
}

/** A test clock as Stripe sends it; Stripe deletes it after thirty days, the stand-in only says so. */
export function testClock(given: { id: string; created: number; frozenTime: number; name: string | null }): TestClock {
  return {
    id: given.id,
    object: 'test_helpers.test_clock',
    created: given.created,
    deletes_after: given.created + 30 * 86_400,
    frozen_time: given.frozenTime,
    livemode: false,
    name: given.name,
    status: 'ready',
    status_details: {},
  } satisfies Complete<Stripe.TestHelpers.TestClock> & TestClock;
}
