import { Stripe } from 'stripe';
import { requestSecondsMax, retriesMax } from '../../policies/stripe-api.ts';
import { readStripeAccess } from '../config.ts';
import { WholeAnswers } from './whole-answers.ts';

/**
 * The client of Stripe's API, of the version that the SDK was made for. STRIPE_API_BASE leads it to a stand-in.
 * Throws a Failure (exit 2) where the variables are missing or belong to the other mode. For what its calls throw there
 * is rethrow-as-failure.ts.
 */
export function stripeClient(variables = process.env, config: Stripe.StripeConfig = {}): Stripe {
  const { key, base } = readStripeAccess(variables);
  return new Stripe(key, {
    ...(base !== undefined && standIn(base)),
    timeout: requestSecondsMax * 1000,
    maxNetworkRetries: retriesMax,
    telemetry: false,
    httpClient: new WholeAnswers(),
    ...config,
  });
}

function standIn({ protocol, hostname, port }: URL): Stripe.StripeConfig {
  const isPlain = protocol === 'http:';
  return { protocol: isPlain ? 'http' : 'https', host: hostname, port: port || (isPlain ? 80 : 443) };
}
