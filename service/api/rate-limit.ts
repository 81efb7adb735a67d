import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateWindowSeconds, readsPerMinuteMax, writesPerMinuteMax } from '../../policies/api.ts';
import { Refusal } from './problems.ts';

const limits = {
  reads: new RateLimiterMemory({ points: readsPerMinuteMax, duration: rateWindowSeconds }),
  writes: new RateLimiterMemory({ points: writesPerMinuteMax, duration: rateWindowSeconds }),
};

export type RateLimit = keyof typeof limits;

/** What an app has left, in the headers of draft-ietf-httpapi-ratelimit-headers. */
export interface Allowance {
  headers: { 'RateLimit-Policy': string; RateLimit: string };
  /** Set where it has none left. */
  refusal?: Refusal;
  /** Whether this is the first one refused in its window. */
  isFirstRefused?: boolean;
}

/**
 * Counts one request of an app. Each process counts for itself, in memory: behind a load balancer an app has as many
 * times the limit as there are processes, and a request waits for no other machine to be counted.
 */
export async function takeAllowance(app: string, limit: RateLimit): Promise<Allowance> {
  const { points } = limits[limit];
  const state = await limits[limit].consume(app).catch((refused: unknown) => {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  });
  const headers = {
    'RateLimit-Policy': `"${limit}";q=${points};w=${rateWindowSeconds}`,
    RateLimit: `"${limit}";r=${state.remainingPoints};t=${secondsLeft(state)}`,
  };
  if (state.consumedPoints <= points) return { headers };
  return { headers, refusal: tooMany(state), isFirstRefused: state.consumedPoints === points + 1 };
}

export function tooMany(state: RateLimiterRes): Refusal {
  return new Refusal('too-many-requests', undefined, { 'Retry-After': String(secondsLeft(state)) });
}

function secondsLeft({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}
