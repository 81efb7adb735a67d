import { Stripe } from 'stripe';
import { Failure } from '../../failure.ts';

const { errors } = Stripe;

/**
 * Throws what a call of Stripe's API was refused with as a Failure that says how to mend it, and any other error as it
 * is: `await stripe.customers.del(id).catch(rethrowAsFailure)`. The key is in no message.
 */
export function rethrowAsFailure(error: unknown): never {
  if (!(error instanceof errors.StripeError)) throw error;
  const { problem, fix } = readingOf(error);
  throw new Failure(problem, { fix, cause: error });
}

function readingOf(error: Stripe.errors.StripeError): { problem: string; fix: string } {
  if (error instanceof errors.StripeAuthenticationError) {
    return {
      problem: 'Stripe does not know this STRIPE_API_KEY',
      fix: 'copy it from https://dashboard.stripe.com/apikeys; it may have been rolled',
    };
  }
  if (error instanceof errors.StripePermissionError) {
    return {
      problem: `STRIPE_API_KEY lacks a right: ${withoutKeys(error.message)}`,
      fix: 'give the restricted key that right at https://dashboard.stripe.com/apikeys, or use another one',
    };
  }
  if (error instanceof errors.StripeRateLimitError) {
    return {
      problem: 'Stripe refuses more requests for now (429)',
      fix: 'run it again later, and see what else calls Stripe with this account: its limits are shared',
    };
  }
  if (error instanceof errors.StripeConnectionError) {
    return {
      problem: `Stripe cannot be reached: ${reasonOf(error)}`,
      fix: 'check this machine’s way to api.stripe.com, or to STRIPE_API_BASE where it is set, and run it again',
    };
  }
  if (error instanceof errors.StripeAPIError) {
    return {
      problem: `Stripe failed to answer (${error.statusCode ?? 'no status'})`,
      fix: 'run it again later; https://status.stripe.com says whether Stripe knows',
    };
  }
  return {
    problem: `Stripe refused the request (${error.statusCode ?? error.type}): ${withoutKeys(error.message)}`,
    fix: `see ${error.doc_url ?? 'https://docs.stripe.com/error-codes'}`,
  };
}

/** `connect ECONNREFUSED 127.0.0.1:12111`: what the network said, which the SDK wraps; of a timeout, what the SDK says. */
function reasonOf({ detail, message }: Stripe.errors.StripeConnectionError): string {
  if (!(detail instanceof Error)) return message;
  const code = 'code' in detail ? String(detail.code) : message;
  if (code === Stripe.HttpClient.TIMEOUT_ERROR_CODE) return message;
  // Where a name has several addresses the error of all of them together has a code and no text.
  return (detail.cause instanceof Error ? detail.cause : detail).message || code;
}

/** Stripe shows the ends of a key in some of its messages. */
function withoutKeys(message: string): string {
  return message.replace(/\b[a-z]{2}_(test|live)_\S*/g, '[a key]');
}
