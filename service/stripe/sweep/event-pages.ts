import type Stripe from 'stripe';
import { pageEvents } from '../../../policies/sweep.ts';
import { rethrowAsFailure } from '../rethrow-as-failure.ts';

/**
 * Stripe's events made at `from` or later, a page at a time, newest first as Stripe lists them. Each page begins behind
 * the last event of the one before, so events that are made meanwhile move nothing: what was there at the start comes,
 * once. Of a connected account where one is named. Throws a Failure where Stripe refuses or cannot be reached.
 */
export async function* eventPages(
  stripe: Stripe,
  from: Date,
  account: string | null,
): AsyncGenerator<readonly Stripe.Event[]> {
  const of = account === null ? {} : { stripeAccount: account };
  const range = { limit: pageEvents, created: { gte: from.getTime() / 1000 } };
  let after: { starting_after?: string } = {};
  for (;;) {
    const { data, has_more: hasMore } = await stripe.events.list({ ...range, ...after }, of).catch(rethrowAsFailure);
    yield data;
    const last = data.at(-1);
    if (!hasMore || last === undefined) return;
    after = { starting_after: last.id };
  }
}
