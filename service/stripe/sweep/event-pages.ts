import type Stripe from 'stripe';
import { pageEvents } from '../../../policies/sweep.ts';
import { beganAt } from '../read/began-at.ts';
import { rethrowAsFailure } from '../rethrow-as-failure.ts';

/** A page of events. */
export interface EventPage {
  events: readonly Stripe.Event[];
  /** When the request began, by Stripe's clock. */
  readAt: Date;
}

/**
 * Stripe's events made at `from` or later, a page at a time, newest first as Stripe lists them. Each page begins behind
 * the last event of the one before, so events that are made meanwhile move nothing: what was there at the start comes,
 * once. Of a connected account where one is named. There is one page at least, be it empty. Throws a Failure where Stripe
 * refuses or cannot be reached.
 */
export async function* eventPages(stripe: Stripe, from: Date, account: string | null): AsyncGenerator<EventPage> {
  const of = account === null ? {} : { stripeAccount: account };
  const range = { limit: pageEvents, created: { gte: from.getTime() / 1000 } };
  let after: { starting_after?: string } = {};
  for (;;) {
    const began = performance.now();
    const answer = await stripe.events.list({ ...range, ...after }, of).catch(rethrowAsFailure);
    const { data, has_more: hasMore } = answer;
    yield { events: data, readAt: beganAt(answer.lastResponse, began) };
    const last = data.at(-1);
    if (!hasMore || last === undefined) return;
    after = { starting_after: last.id };
  }
}
