import PQueue from 'p-queue';
import { readsInFlightMax, readsPerSecondMax } from '../../../policies/stripe-api.ts';

/** Where every read of Stripe's API of one process waits for its turn. */
export type Pace = PQueue;

const second = 1000;

/** How fast Stripe's API is read. `standIn`: what answers is no Stripe, and has no limit but what it can do. */
export function paceOf({ livemode, standIn }: { livemode: boolean; standIn: boolean }): Pace {
  const rate = { interval: second, intervalCap: livemode ? readsPerSecondMax.live : readsPerSecondMax.test };
  return new PQueue({ concurrency: readsInFlightMax, ...(standIn ? {} : rate) });
}
