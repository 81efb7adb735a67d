import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import * as policy from '../../../policies/local-stripe.ts';
import { exitCode, Failure } from '../../../failure.ts';
import { listener } from './api/listener.ts';
import { Responder } from './api/respond.ts';
import { type CheckoutPayment, completeCheckout } from './life/checkout.ts';
import { startAdvancing } from './life/test-clocks.ts';
import { announceNeverMade } from './life/event-failures.ts';
import type { CheckoutSession } from './objects/checkout-session.ts';
import type { ConnectedAccount, ConnectedAccountFields } from './objects/connected-account.ts';
import type { ThinEvent } from './objects/thin-event.ts';
import type { Account, AfterPaymentRetries } from './state/account.ts';
import { ObjectIds } from './state/object-ids.ts';
import { Platform } from './state/platform.ts';
import { Deliveries } from './webhooks/deliveries.ts';
import type { EndpointRegistry, Payload } from './webhooks/endpoint-registry.ts';
import { type Faults, neverMade, noFaults } from './webhooks/faults.ts';

export interface EndpointOptions {
  readonly url: string;
  readonly secrets?: readonly string[];
  readonly enabledEvents?: readonly string[];
  /** Thin makes it an event destination of v2: it is posted notifications, and the events of v2 itself. */
  readonly payload?: Payload;
  /** Whether it gets the events of connected accounts, and only those. */
  readonly connect?: boolean;
}

export interface LocalStripeOptions {
  /** 0 takes a free port. */
  readonly port?: number;
  readonly seed?: number;
  /** Endpoints from the start; each is signed for with all of its secrets. */
  readonly endpoints?: readonly EndpointOptions[];
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
  /** The accounts: the platform's own, which is `account` above, and those connected to it. */
  readonly platform: Platform;
  /** A client of the real SDK that talks to this server. */
  client(config?: Stripe.StripeConfig): Stripe;
  /** Changes the faults from now on. */
  setFaults(faults: Partial<Faults>): void;
  /** Advances a test clock and waits until it is ready. Throws ApiError where Stripe would refuse. */
  advanceClock(id: string, to: number): Promise<void>;
  /** Makes a connected account. Its state is reached by the header Stripe-Account, or by `platform.tenant(id).account`. */
  connectAccount(fields?: ConnectedAccountFields): ConnectedAccount;
  /** Announces to v2 destinations every event that the fault `neverMade` kept back since the last time. */
  announceNeverMade(): readonly ThinEvent[];
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
 * taxes, tiers and usage are refused; a test payment method is attached by itself where it is first named; a
 * subscription keeps showing a price as it was when the item took it.
 * Checkout knows subscriptions only (modes payment and setup are refused), takes Stripe's test cards by name instead of
 * card numbers, and makes nothing at all where a card is declined. The portal cancels and keeps, nothing else.
 * Connect is separate accounts under Stripe-Account (or Stripe-Context): no onboarding, capabilities, transfers or fees.
 * Every event of a connected account has `account`, in its own list and at its own endpoints too, which is assumed.
 * v2 has events and event destinations, all of it in JSON. Every v1 event has a thin one beside it, whose id is the
 * snapshot's with `evt_test_`; its `context` is null, not left out, for the platform's own, and `reason` is left out
 * where no request made it. That, and that a notification has `snapshot_event`, is assumed. A ping goes to its
 * destination alone. The event of events that were never made is described in life/event-failures.ts.
 */
export async function startLocalStripe(options: LocalStripeOptions = {}): Promise<LocalStripe> {
  const seed = options.seed ?? 1;
  const platform = new Platform({
    id: `acct_1${new ObjectIds(seed).letters('platform', 16)}`,
    seed,
    apiVersion: Stripe.API_VERSION,
    afterPaymentRetries: options.afterPaymentRetries ?? 'cancel',
    now: options.now ?? (() => Math.floor(Date.now() / 1_000)),
  });
  const { account, endpoints } = platform.own;
  const faults: Faults = { ...noFaults, ...options.faults };
  const scale = options.retryScale ?? policy.deliveryRetryScale;
  const deliveries = new Deliveries(platform, faults, {
    seed,
    inFlightMax: options.inFlightMax ?? policy.deliveriesInFlightMax,
    timeoutMilliseconds: options.deliveryTimeoutMilliseconds ?? policy.deliveryTimeoutMilliseconds,
    retryMilliseconds: policy.deliveryRetrySeconds.map((seconds) => seconds * 1_000 * scale),
  });
  platform.isNeverMade = (id) => neverMade(seed, id, faults);
  platform.onEvent = (tenant, snapshot, thin) => deliveries.send(tenant, snapshot, thin);
  for (const endpoint of options.endpoints ?? []) addEndpoint(endpoints, endpoint);

  const advancing = new Set<Promise<void>>();
  const goesOn = (work: Promise<void>) => {
    advancing.add(work);
    const done = () => advancing.delete(work);
    work.then(done, done);
  };
  const responder = new Responder({ platform, deliveries, goesOn }, faults, seed);
  const nextId = () => account.ids.next('req');
  const server = createServer(
    {
      keepAliveTimeout: policy.connectionIdleSecondsMax * 1_000,
      requestTimeout: policy.requestSecondsMax * 1_000,
    },
    listener(responder, {
      apiVersion: Stripe.API_VERSION,
      nextId,
      now: () => account.now(null),
      accounts: () => platform.tenants().map((tenant) => tenant.account),
    }),
  );
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  platform.setPagesUrl(url);
  const apiKey = 'sk_test_local_stripe';

  return {
    url,
    port,
    apiKey,
    account,
    endpoints,
    deliveries,
    platform,
    connectAccount: (fields) => platform.connect(fields),
    announceNeverMade: () => announceNeverMade(platform),
    client: (config) => new Stripe(apiKey, { host: '127.0.0.1', port, protocol: 'http', telemetry: false, ...config }),
    setFaults: (changed) => void Object.assign(faults, changed),
    advanceClock: async (id, to) => {
      const clock = account.testClocks.get(id);
      if (clock === undefined) throw new Failure(`there is no test clock ${id}`, { fix: 'create it first' });
      const { done } = startAdvancing(account, clock, to);
      goesOn(done);
      await done;
    },
    completeCheckout: (id, payment) => {
      const holder = platform.tenants().find((tenant) => tenant.account.checkoutSessions.get(id) !== undefined);
      const { account: of } = holder ?? platform.own;
      return of.during({ id: nextId(), idempotency_key: null }, () => completeCheckout(of, id, payment));
    },
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

function addEndpoint(endpoints: EndpointRegistry, options: EndpointOptions): void {
  const { url, secrets, enabledEvents = ['*'], payload = 'snapshot', connect = false } = options;
  if (payload === 'thin') {
    endpoints.addDestination(
      { url, enabled_events: enabledEvents, events_from: [connect ? '@accounts' : '@self'] },
      secrets,
    );
  } else {
    endpoints.add({ url, enabled_events: enabledEvents }, secrets, { connect });
  }
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
