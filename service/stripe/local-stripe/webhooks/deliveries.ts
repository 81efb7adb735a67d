import { Agent } from 'node:http';
import { shuffleQuietMilliseconds } from '../../../../policies/local-stripe.ts';
import type { StripeEvent } from '../objects/event.ts';
import { notification, type ThinEvent } from '../objects/thin-event.ts';
import type { Account } from '../state/account.ts';
import type { Platform, Target, Tenant } from '../state/platform.ts';
import { type Random, seededRandom, seedFor } from '../state/seeded-random.ts';
import type { EndpointRegistry, Receiver } from './endpoint-registry.ts';
import { copiesOf, type Faults } from './faults.ts';
import { post } from './post.ts';
import { signatureHeader } from './signature.ts';

/** What happened so far. `delivered` and `givenUp` count deliveries, copies included; `dropped` counts events. */
export interface DeliveryCounters {
  eventsMade: number;
  attempts: number;
  delivered: number;
  duplicatesSent: number;
  dropped: number;
  failedAttempts: number;
  givenUp: number;
}

export interface DeliveryOptions {
  readonly seed: number;
  readonly inFlightMax: number;
  readonly timeoutMilliseconds: number;
  /** Waits before the second, third, … attempt; after the last one the delivery is given up. */
  readonly retryMilliseconds: readonly number[];
}

interface Delivery {
  readonly event: string;
  readonly source: Account;
  readonly endpoint: string;
  readonly endpoints: EndpointRegistry;
  readonly copy: boolean;
  attempts: number;
}

/**
 * Sends every event to every endpoint that wants it until a 2xx answers or the retries are used up. In between stand
 * the faults: copies, drops, waits and a shuffling window. Nothing here keeps an order, as Stripe keeps none.
 */
export class Deliveries {
  readonly counters: DeliveryCounters = {
    eventsMade: 0,
    attempts: 0,
    delivered: 0,
    duplicatesSent: 0,
    dropped: 0,
    failedAttempts: 0,
    givenUp: 0,
  };
  readonly #platform: Platform;
  readonly #faults: Faults;
  readonly #options: DeliveryOptions;
  readonly #agent: Agent;
  readonly #order: Random;
  readonly #stopped = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #ready: Delivery[] = [];
  #next = 0;
  #window: { delivery: Delivery; delay: number }[] = [];
  #windowTimer: NodeJS.Timeout | undefined;
  #outstanding = 0;
  #inFlight = 0;
  #paused = false;
  #idle: (() => void)[] = [];

  constructor(platform: Platform, faults: Faults, options: DeliveryOptions) {
    this.#platform = platform;
    this.#faults = faults;
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.inFlightMax });
    this.#order = seededRandom(seedFor(options.seed, 'shuffle'));
  }

  /** Takes an event on its way to every endpoint that wants it, as the whole event or as its thin notification. */
  send(tenant: Tenant, snapshot: StripeEvent | undefined, thin: ThinEvent): void {
    this.counters.eventsMade += 1;
    const thinly = this.#platform.targets(tenant, thin.type, 'thin');
    const all =
      snapshot === undefined ? thinly : [...this.#platform.targets(tenant, snapshot.type, 'snapshot'), ...thinly];
    let sent = 0;
    for (const target of all) {
      // Both forms share their luck: what is dropped reaches nobody.
      const copies = copiesOf(this.#options.seed, snapshot?.id ?? thin.id, target.receiver.id, this.#faults);
      copies.forEach((delay, index) =>
        this.#take(tenant.account, eventFor(target, snapshot, thin), target, delay, index > 0),
      );
      sent += copies.length;
    }
    if (all.length > 0 && sent === 0) this.counters.dropped += 1;
  }

  /** Sends one event to one destination that need not want it, as a ping is. */
  sendTo(tenant: Tenant, event: ThinEvent, receiver: Receiver): void {
    this.#take(tenant.account, event.id, { receiver, endpoints: tenant.endpoints }, 0, false);
  }

  /** Holds everything back until `resume`; what is on its way already arrives. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#awaitQuiet();
    this.#pump();
  }

  /** Resolves once every delivery has succeeded or was given up. While paused it waits for `resume`. */
  idle(): Promise<void> {
    if (this.#outstanding === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Cuts all connections and forgets what was not delivered. */
  stop(): void {
    this.#stopped.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    clearTimeout(this.#windowTimer);
    this.#agent.destroy();
    this.#outstanding = 0;
    this.#settleIdle();
  }

  #take(source: Account, event: string, { receiver, endpoints }: Target, delay: number, copy: boolean): void {
    this.#outstanding += 1;
    const delivery = { event, source, endpoint: receiver.id, endpoints, copy, attempts: 0 };
    if (this.#faults.shuffle <= 0) {
      this.#leaveAfter(delay, delivery);
      return;
    }
    this.#window.push({ delivery, delay });
    while (this.#window.length > this.#faults.shuffle) this.#leaveWindow();
    this.#awaitQuiet();
  }

  #awaitQuiet(): void {
    if (this.#window.length === 0) return;
    clearTimeout(this.#windowTimer);
    this.#windowTimer = setTimeout(() => {
      while (!this.#paused && this.#window.length > 0) this.#leaveWindow();
    }, shuffleQuietMilliseconds);
  }

  #leaveWindow(): void {
    const [held] = this.#window.splice(Math.floor(this.#order() * this.#window.length), 1);
    if (held !== undefined) this.#leaveAfter(held.delay, held.delivery);
  }

  #leaveAfter(milliseconds: number, delivery: Delivery): void {
    if (milliseconds <= 0) {
      this.#ready.push(delivery);
      this.#pump();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#ready.push(delivery);
      this.#pump();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #pump(): void {
    while (!this.#paused && !this.#stopped.signal.aborted && this.#inFlight < this.#options.inFlightMax) {
      const delivery = this.#ready[this.#next];
      if (delivery === undefined) break;
      this.#next += 1;
      this.#inFlight += 1;
      void this.#attempt(delivery);
    }
    // The queue is cut only now and then: shifting an array of a hundred thousand each time would cost more.
    if (this.#next > 1_024 && this.#next * 2 > this.#ready.length) {
      this.#ready.splice(0, this.#next);
      this.#next = 0;
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const endpoint = delivery.endpoints.receiver(delivery.endpoint);
    const body = bodyOf(delivery);
    if (endpoint === undefined || body === undefined) {
      this.#inFlight -= 1;
      this.counters.givenUp += 1;
      this.#end();
      queueMicrotask(() => this.#pump());
      return;
    }
    this.counters.attempts += 1;
    if (delivery.copy && delivery.attempts === 0) this.counters.duplicatesSent += 1;
    delivery.attempts += 1;
    const status = await post({
      url: endpoint.url,
      body,
      signature: signatureHeader(body, delivery.endpoints.secrets(endpoint.id), Math.floor(Date.now() / 1_000)),
      agent: this.#agent,
      timeoutMilliseconds: this.#options.timeoutMilliseconds,
      stopped: this.#stopped.signal,
    });
    this.#inFlight -= 1;
    if (this.#stopped.signal.aborted) return;
    if (status >= 200 && status < 300) this.#succeed(delivery);
    else this.#retry(delivery);
    this.#pump();
  }

  #succeed(delivery: Delivery): void {
    this.counters.delivered += 1;
    const event = delivery.source.events.get(delivery.event);
    if (!delivery.copy && event !== undefined && event.pending_webhooks > 0) {
      delivery.source.events.put({ ...event, pending_webhooks: event.pending_webhooks - 1 });
    }
    this.#end();
  }

  #retry(delivery: Delivery): void {
    this.counters.failedAttempts += 1;
    const wait = this.#options.retryMilliseconds[delivery.attempts - 1];
    if (wait === undefined) {
      this.counters.givenUp += 1;
      this.#end();
    } else {
      this.#leaveAfter(Math.max(1, wait), delivery);
    }
  }

  #end(): void {
    this.#outstanding -= 1;
    if (this.#outstanding === 0) this.#settleIdle();
  }

  #settleIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}

function eventFor({ receiver }: Target, snapshot: StripeEvent | undefined, thin: ThinEvent): string {
  return receiver.payload === 'snapshot' && snapshot !== undefined ? snapshot.id : thin.id;
}

/** What is posted; undefined once the event is gone. */
function bodyOf({ source, event: id }: Delivery): string | undefined {
  const event = source.events.get(id);
  if (event !== undefined) {
    return JSON.stringify({ ...event, pending_webhooks: Math.max(1, event.pending_webhooks) }, null, 2);
  }
  const thin = source.thinEvents.get(id);
  return thin === undefined ? undefined : JSON.stringify(notification(thin));
}
