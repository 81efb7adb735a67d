import { Stripe } from 'stripe';
import { removedText } from '../../policies/card-data.ts';
import { withoutCardNumbers } from '../../policies/card-data/card-numbers.ts';
import { Refusal } from './problems.ts';
import type { ApiTools } from './route.ts';

/**
 * Asks Stripe for something, and says as a Refusal why it is not to be had: what the app can mend, in Stripe's words,
 * and what it has to wait for. What only an operator can mend goes into the log.
 */
export async function askStripe<Made>(
  { stripe, log }: ApiTools,
  question: (stripe: Stripe) => Promise<Made>,
): Promise<Made> {
  if (stripe === undefined) throw new Refusal('stripe-not-configured');
  try {
    return await question(stripe);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    if (error instanceof Stripe.errors.StripeIdempotencyError || error.statusCode === 409)
      throw new Refusal('being-made');
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      throw new Refusal('refused-by-stripe', `Stripe says: ${withoutCardNumbers(error.message, removedText)}`);
    }
    log.error(
      { type: error.type, status: error.statusCode, stripeRequest: error.requestId },
      'Stripe did not answer the API',
    );
    throw new Refusal('stripe-unavailable');
  }
}
