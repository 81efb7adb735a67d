import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Random, seededRandom } from '../stripe/local-stripe/state/seeded-random.ts';
import { post, type Reply } from './http.ts';
import type { EventBody } from './stripe-objects.ts';

const pauseMilliseconds = 5;
/** How often a sender that has something new sends something old instead. */
const duplicateShare = 0.15;

/**
 * Delivers events as Stripe does: at least once, in no order, and again until the answer is 200. While it has nothing
 * new it repeats what was acknowledged before, so that there is a load at any time.
 */
export class Sender {
  /** Ids of the events that were answered 200 at least once. */
  readonly acknowledged = new Set<string>();
  /** How often each status came; 0 where the connection failed instead. */
  readonly statuses = new Map<number, number>();
  /** The latest answer of each status. */
  readonly replies = new Map<number, Reply>();
  readonly #ports: () => readonly number[];
  readonly #random: Random;
  readonly #waiting: EventBody[] = [];
  readonly #delivered: EventBody[] = [];
  readonly #workers: Promise<void>[];
  readonly #agent = new Agent({ keepAlive: true });
  #inFlight = 0;
  #stopped = false;

  /** `ports` are looked up for each delivery, because a service that was restarted has another one. */
  constructor(options: { ports: () => readonly number[]; connections: number; seed: number }) {
    this.#ports = options.ports;
    this.#random = seededRandom(options.seed);
    this.#workers = Array.from({ length: options.connections }, () => this.#work());
  }

  add(events: readonly EventBody[]): void {
    for (const event of events) this.#waiting.splice(this.#below(this.#waiting.length + 1), 0, event);
  }

  /** Resolves once everything that was added is acknowledged. Throws after that many seconds. */
  async allAcknowledged(secondsMax: number): Promise<void> {
    const end = Date.now() + secondsMax * 1000;
    while (this.#waiting.length > 0 || this.#inFlight > 0) {
      if (Date.now() > end) throw new Error(`${this.#waiting.length} events are not acknowledged in ${secondsMax} s`);
      await wait(pauseMilliseconds);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#workers);
    this.#agent.destroy();
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const old = this.#delivered[this.#below(this.#delivered.length)];
      const fresh = old !== undefined && this.#random() < duplicateShare ? undefined : this.#waiting.pop();
      if (fresh !== undefined) await this.#deliverFresh(fresh);
      else if (old !== undefined) await this.#deliver(old);
      if (fresh === undefined) await wait(pauseMilliseconds);
    }
  }

  async #deliverFresh(event: EventBody): Promise<void> {
    this.#inFlight += 1;
    const acknowledged = await this.#deliver(event);
    this.#inFlight -= 1;
    if (acknowledged) {
      this.#delivered.push(event);
    } else {
      this.add([event]);
      await wait(pauseMilliseconds * 4);
    }
  }

  async #deliver(event: EventBody): Promise<boolean> {
    const ports = this.#ports();
    const reply = await post(ports[this.#below(ports.length)]!, JSON.stringify(event), {}, this.#agent).catch(
      () => null,
    );
    const status = reply?.status ?? 0;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (reply !== null) this.replies.set(status, reply);
    if (status === 200) this.acknowledged.add(event.id);
    return status === 200;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
