import { Stripe } from 'stripe';
import { prepare } from '../webhook/prepare.ts';
import type { ApiTools } from './route.ts';

/**
 * Commits a customer that Stripe has just made, so that the app reads what it wrote before the webhook comes. It counts
 * as of the second in which it was made: where Stripe repeats an earlier answer, whatever came since stands above it.
 * Throws DatabaseUnavailable.
 */
export async function commitMade({ commits, livemode }: ApiTools, made: Stripe.Customer): Promise<void> {
  const { id, object, email, name, currency, balance, delinquent, created, metadata } = made;
  const event = {
    id: `read_${id}_${Date.now()}`,
    object: 'event' as const,
    type: 'bulkhead.read',
    created,
    livemode: made.livemode,
    api_version: Stripe.API_VERSION,
    data: {
      object: { id, object, email, name, currency, balance, delinquent, created, metadata, livemode: made.livemode },
    },
  };
  await commits.commit(prepare(event, livemode, new Date()));
}
