import { setTimeout as wait } from 'node:timers/promises';
import { BillingError } from './billing-error.ts';
import { answerSecondsMax, askedWaitSecondsMax, firstWaitMilliseconds, requestTriesMax } from './defaults.ts';

const later = new Set([429, 503]);

/**
 * A fetch that asks again after a 429, a 503 and a connection that failed, as late as Retry-After says. Every request of
 * this API may be repeated: reads and DELETE as they are, POST with the Idempotency-Key that it carries. Throws a
 * BillingError where there is no answer after the last try.
 */
export async function patientFetch(request: Request): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const last = tries === requestTriesMax;
    const growing = firstWaitMilliseconds * 2 ** (tries - 1);
    try {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(answerSecondsMax * 1000)]);
      const response = await fetch(request.clone(), { signal });
      const asked = Number(response.headers.get('retry-after')) || 0;
      if (!later.has(response.status) || last || asked > askedWaitSecondsMax) return response;
      await response.body?.cancel();
      await wait(Math.max(asked * 1000, growing));
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      if (last) throw unreachable(cause);
      await wait(growing);
    }
  }
}

function unreachable(cause: unknown): BillingError {
  const detail = 'see the cause, and whether the address of billing is right';
  return new BillingError(0, { type: '/problems/unreachable', title: 'Billing does not answer', detail }, cause);
}
