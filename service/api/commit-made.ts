import type Stripe from 'stripe';
import { readOf } from '../stripe/read/read-of.ts';
import type { ApiTools } from './route.ts';

/**
 * Commits a customer that Stripe has just made, so that the app reads what it wrote before the webhook comes. It counts
 * as of the second in which it was made: where Stripe repeats an earlier answer, whatever came since stands above it.
 * Throws DatabaseUnavailable, and an UnreadableAnswer where what Stripe made has not the shape of a customer.
 */
export async function commitMade({ commits }: ApiTools, made: Stripe.Customer): Promise<void> {
  const readAt = new Date(made.created * 1000);
  await commits.commit(readOf(made, { kind: 'customer', account: null, readAt }));
}
