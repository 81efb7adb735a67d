import { Stripe } from 'stripe';
import { stripeAnswerSecondsMax, stripeRetriesMax } from '../../policies/erasure.ts';
import { exitCode, Failure } from '../../failure.ts';

/** What Stripe says of a customer. It remembers the ids of those that were deleted. */
export type StripeState = 'there' | 'deleted' | 'unknown';

/**
 * A client of Stripe's API with STRIPE_API_KEY; STRIPE_API_BASE names a stand-in. Throws a Failure (exit 2) without a
 * key, or for a base that is no http URL.
 */
export function stripeFrom(variables: NodeJS.ProcessEnv): Stripe {
  const { STRIPE_API_KEY: key, STRIPE_API_BASE: base } = variables;
  if (key === undefined || key === '') {
    throw new Failure('STRIPE_API_KEY is not set, so the customer would stay at Stripe', {
      fix: 'set it to a key that may read and write customers, or say --without-stripe and delete the customer there yourself',
      exitCode: exitCode.wrongUse,
    });
  }
  return new Stripe(key, {
    ...(base === undefined || base === '' ? {} : addressOf(base)),
    maxNetworkRetries: stripeRetriesMax,
    timeout: stripeAnswerSecondsMax * 1000,
    telemetry: false,
  });
}

function addressOf(base: string): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  const url = URL.parse(base);
  const protocol = url?.protocol.slice(0, -1);
  if (url === null || (protocol !== 'http' && protocol !== 'https')) {
    throw new Failure('STRIPE_API_BASE is not a URL', {
      fix: 'write it as http://127.0.0.1:12111, or leave it out for Stripe itself',
      exitCode: exitCode.wrongUse,
    });
  }
  return { host: url.hostname, protocol, ...(url.port === '' ? {} : { port: url.port }) };
}

/** Throws a Failure where Stripe does not answer that. */
export async function stateAtStripe(stripe: Stripe, customer: string): Promise<StripeState> {
  try {
    const found = await stripe.customers.retrieve(customer);
    return found.deleted === true ? 'deleted' : 'there';
  } catch (error) {
    if (isMissing(error)) return 'unknown';
    throw refused(error);
  }
}

/** Deletes the customer, which ends its subscriptions at once. One that is deleted already is no fault. */
export async function deleteAtStripe(stripe: Stripe, customer: string): Promise<void> {
  try {
    await stripe.customers.del(customer);
  } catch (error) {
    if (!isMissing(error)) throw refused(error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === 'resource_missing';
}

/** Stripe's messages may show a part of the key; its codes do not. */
function refused(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const answer = [error.statusCode, error.code ?? error.type].filter((part) => part !== undefined).join(', ');
  return new Failure(`Stripe did not do it (${answer})`, {
    fix: 'check STRIPE_API_KEY and the way to Stripe, then run it again: it goes on where it stopped',
    cause: error,
  });
}
