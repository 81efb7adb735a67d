import { Stripe } from 'stripe';
import { requestSecondsMax, retriesMax } from '../../policies/stripe-api.ts';
import { readStripeAccess } from '../config.ts';
import { beganByServer, beganHeader } from './read/began-at.ts';

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
    // Unlike the SDK's other one it bounds the time of the whole answer, not of each pause in it.
    httpClient: Stripe.createFetchHttpClient(fetchWhole),
    ...config,
  });
}

function standIn({ protocol, hostname, port }: URL): Stripe.StripeConfig {
  const isPlain = protocol === 'http:';
  return { protocol: isPlain ? 'http' : 'https', host: hostname, port: port || (isPlain ? 80 : 443) };
}

/**
 * The SDK repeats what fails before it has the answer's headers, and what the server asks it to repeat. So the body is
 * read here, where a connection that breaks in it is repeated too; and a rate limit, which the SDK leaves to its callers
 * (https://github.com/stripe/stripe-node/issues/1110), is repeated with the growing waits that Stripe asks for. And of
 * each answer it is noted when its request began: see read/began-at.ts.
 */
async function fetchWhole(...request: Parameters<typeof fetch>): Promise<Response> {
  const startedAt = performance.now();
  const answer = await fetch(...request);
  const headers = new Headers(answer.headers);
  const began = beganByServer(headers, performance.now() - startedAt);
  if (began !== undefined) headers.set(beganHeader, began);
  if (answer.status === 429) headers.set('stripe-should-retry', 'true');
  const body = Buffer.from(await answer.arrayBuffer());
  // The SDK loses its way in JSON that is no object: its promise never ends.
  if (answer.ok && body.toString('latin1', 0, 64).trimStart()[0] !== '{')
    throw new TypeError('unusable answer', { cause: new Error('the answer is no JSON object') });
  return new Response(body, { status: answer.status, headers });
}
