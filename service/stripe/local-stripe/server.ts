import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import * as policy from '../../../policies/local-stripe.ts';
import { exitCode, Failure } from '../../../failure.ts';
import { listener } from './api/listener.ts';
import { Responder } from './api/respond.ts';
import { type CheckoutPayment, completeCheckout } from './life/checkout.ts';
import { startAdvancing } from './life/test-clocks.ts';
import type { CheckoutSession } from './objects/checkout-session.ts';
import { Account, type AfterPaymentRetries } from './state/account.ts';
import { seededRandom, seedFor } from './state/seeded-random.ts';
import { Deliveries } from './webhooks/deliveries.ts';
import { EndpointRegistry } from './webhooks/endpoint-registry.ts';
import { type Faults, noFaults } from './webhooks/faults.ts';

export interface LocalStripeOptions {
  /** 0 takes a free port. */
  readonly port?: number;
  readonly seed?: number;
  /** Endpoints from the start; each is signed for with all of its secrets. */
  readonly endpoints?: readonly { url: string; secrets?: readonly string[]; enabledEvents?: readonly string[] }[];
  readonly faults?: Partial<Faults>;
  /** The time of everything on no test clock, in seconds; the wall clock unless told otherwise. */
  readonly now?: () => number;
  /** What Stripe's three days of delivery retries are multiplied by. */
  readonly retryScale?: number;
  readonly inFlightMax?: number;
  readonly deliveryTimeoutMilliseconds?: number;
  readonly afterPaymentRetries?: AfterPaymentRetries;
}

/** A running local Stripe. */
export interface LocalStripe {
  readonly url: string;
  readonly port: number;
  /** Any sk_test_ key is accepted; this one is offered. */
  readonly apiKey: string;
  /** The state: every object, and the actions that change it. */
  readonly account: Account;
  readonly endpoints: EndpointRegistry;
  readonly deliveries: Deliveries;
  /** A client of the real SDK that talks to this server. */
  client(config?: Stripe.StripeConfig): Stripe;
  /** Changes the faults from now on. */
  setFaults(faults: Partial<Faults>): void;
  /** Advances a test clock and waits until it is ready. Throws ApiError where Stripe would refuse. */
  advanceClock(id: string, to: number): Promise<void>;
  /**
   * Pays a checkout session as its hosted page does, with `pm_card_visa` unless told otherwise. Throws ApiError where the
   * page would say no: 402 where the card is declined, 400 where the session is not open, 404 where there is none.
   */
  completeCheckout(id: string, payment?: CheckoutPayment): CheckoutSession;
  /** Resolves once no clock advances and every delivery has succeeded or was given up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts local Stripe: a stand-in for Stripe's API and webhooks, in memory, on 127.0.0.1 only. The real SDK and the
 * real Stripe CLI can talk to it; deliveries carry real signatures. It knows the part of Stripe that billing uses
 * and refuses the rest, so that nothing seems to work that does not. Throws Failure if the port is taken.
 *
 * state/    what is stored, how it is listed, and how a change becomes an event
 * objects/  one file a kind of object: its fields as stripe-node's types promise them
 * life/     what happens to objects: starting, renewing, paying, failing, ending, and test clocks
 * api/      HTTP: Stripe's manners, and in routes/ one file a resource
 * pages/    what people see: the hosted pages of checkout and of the billing portal
 * webhooks/ deliveries, their signatures, retries and faults
 *
 * Unlike Stripe: time moves subscriptions on test clocks only; a clock takes any number of customers; discounts,
 * taxes, tiers, usage and Connect are refused; a test payment method is attached by itself where it is first named.
 * Checkout knows subscriptions only (modes payment and setup are refused), takes Stripe's test cards by name instead of
 * card numbers, and makes nothing at all where a card is declined. The portal cancels and keeps, nothing else.
 */
export async function startLocalStripe(options: LocalStripeOptions = {}): Promise<LocalStripe> {
  const seed = options.seed ?? 1;
  const account = new Account({
    seed,
    apiVersion: Stripe.API_VERSION,
    afterPaymentRetries: options.afterPaymentRetries ?? 'cancel',
    now: options.now ?? (() => Math.floor(Date.now() / 1_000)),
  });
  const faults: Faults = { ...noFaults, ...options.faults };
  const endpoints = new EndpointRegistry(account);
  const scale = options.retryScale ?? policy.deliveryRetryScale;
  const deliveries = new Deliveries(account, endpoints, faults, {
    seed,
    inFlightMax: options.inFlightMax ?? policy.deliveriesInFlightMax,
    timeoutMilliseconds: options.deliveryTimeoutMilliseconds ?? policy.deliveryTimeoutMilliseconds,
    retryMilliseconds: policy.deliveryRetrySeconds.map((seconds) => seconds * 1_000 * scale),
  });
  account.endpointsWanting = (type) => endpoints.wanting(type).length;
  account.onEvent = (event) => deliveries.send(event);
  for (const { url, secrets, enabledEvents } of options.endpoints ?? []) {
    endpoints.add({ url, enabled_events: enabledEvents ?? ['*'] }, secrets);
  }

  const advancing = new Set<Promise<void>>();
  const goesOn = (work: Promise<void>) => {
    advancing.add(work);
    const done = () => advancing.delete(work);
    work.then(done, done);
  };
  const responder = new Responder({ account, endpoints, goesOn }, faults, seededRandom(seedFor(seed, 'api faults')));
  const nextId = () => account.ids.next('req');
  const server = createServer(
    { requestTimeout: policy.requestSecondsMax * 1_000 },
    listener(responder, { apiVersion: Stripe.API_VERSION, nextId, accounts: () => [account] }),
  );
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  account.pagesUrl = url;
  const apiKey = 'sk_test_local_stripe';

  return {
    url,
    port,
    apiKey,
    account,
    endpoints,
    deliveries,
    client: (config) => new Stripe(apiKey, { host: '127.0.0.1', port, protocol: 'http', telemetry: false, ...config }),
    setFaults: (changed) => void Object.assign(faults, changed),
    advanceClock: async (id, to) => {
      const clock = account.testClocks.get(id);
      if (clock === undefined) throw new Failure(`there is no test clock ${id}`, { fix: 'create it first' });
      const { done } = startAdvancing(account, clock, to);
      goesOn(done);
      await done;
    },
    completeCheckout: (id, payment) =>
      account.during({ id: nextId(), idempotency_key: null }, () => completeCheckout(account, id, payment)),
    idle: async () => {
      while (advancing.size > 0) await Promise.all(advancing);
      await deliveries.idle();
    },
    stop: async () => {
      deliveries.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      const taken = error.code === 'EADDRINUSE';
      reject(
        new Failure(`port ${port} on 127.0.0.1 is ${taken ? 'in use already' : 'not allowed for this user'}`, {
          fix: `stop the other program or choose another port with --port ${port + 1}, or --port 0 for any free one`,
          cause: error,
          exitCode: exitCode.failed,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
