import { Stripe } from 'stripe';
import { rethrowAsFailure } from '../stripe/rethrow-as-failure.ts';

/** What Stripe says of a customer. It remembers the ids of those that were deleted. */
export type StripeState = 'there' | 'deleted' | 'unknown';

/** Throws a Failure where Stripe does not answer that. */
export async function stateAtStripe(stripe: Stripe, customer: string): Promise<StripeState> {
  try {
    const found = await stripe.customers.retrieve(customer);
    return found.deleted === true ? 'deleted' : 'there';
  } catch (error) {
    if (isMissing(error)) return 'unknown';
    return rethrowAsFailure(error);
  }
}

/** Deletes the customer, which ends its subscriptions at once. One that is deleted already is no fault. */
export async function deleteAtStripe(stripe: Stripe, customer: string): Promise<void> {
  try {
    await stripe.customers.del(customer);
  } catch (error) {
    if (!isMissing(error)) rethrowAsFailure(error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === 'resource_missing';
}
