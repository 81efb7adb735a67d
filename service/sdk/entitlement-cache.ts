import { LRUCache } from 'lru-cache';
import { rememberedCustomersMax, rememberedSecondsMax } from './defaults.ts';
import type { components } from './api.ts';

export type Entitlements = components['schemas']['Entitlements'];

interface Remembered {
  entitlements: Entitlements;
  until: number;
}

/** The newest change that was told of a customer, and after which of the questions below it came. */
interface Told {
  sequence: number;
  question: number;
}

/**
 * Remembers entitlements until they end by themselves, a change is told, or they are too old. What was asked before a
 * change came and is answered after it is not remembered: it may be the state before.
 */
export class EntitlementCache {
  readonly #read: (reference: string) => Promise<Entitlements>;
  readonly #remembered = new LRUCache<string, Remembered>({ max: rememberedCustomersMax });
  readonly #customers = new LRUCache<string, string>({ max: rememberedCustomersMax });
  readonly #told = new LRUCache<string, Told>({ max: 10 * rememberedCustomersMax });
  readonly #underWay = new Map<string, Promise<Entitlements>>();
  #questions = 0;

  /** `read` asks billing, by the app's reference or Stripe's id. */
  constructor(read: (reference: string) => Promise<Entitlements>) {
    this.#read = read;
  }

  /** From memory where that is good, else from billing; who asks meanwhile waits for the same answer. */
  async get(reference: string): Promise<Entitlements> {
    const remembered = this.#remembered.get(this.#customers.get(reference) ?? reference);
    if (remembered !== undefined && Date.now() < remembered.until) return remembered.entitlements;
    const underWay = this.#underWay.get(reference);
    if (underWay !== undefined) return underWay;
    const asking = this.#ask(reference).finally(() => {
      if (this.#underWay.get(reference) === asking) this.#underWay.delete(reference);
    });
    this.#underWay.set(reference, asking);
    return asking;
  }

  /** Forgets what the change made old. False where this change, or a newer one, was told before. */
  tell({ customer, sequence }: { customer: string; sequence: number }): boolean {
    if (sequence <= (this.#told.get(customer)?.sequence ?? 0)) return false;
    this.#told.set(customer, { sequence, question: this.#questions });
    this.#remembered.delete(customer);
    // Who asks from now on is not given an answer to a question from before.
    this.#underWay.clear();
    return true;
  }

  async #ask(reference: string): Promise<Entitlements> {
    this.#questions += 1;
    const question = this.#questions;
    const askedAt = Date.now();
    const entitlements = await this.#read(reference);
    const { customer_id: customer, valid_until: end } = entitlements;
    if (reference !== customer) this.#customers.set(reference, customer);
    if (question > (this.#told.get(customer)?.question ?? 0)) {
      const oldAt = askedAt + rememberedSecondsMax * 1000;
      const until = end === null ? oldAt : Math.min(oldAt, Date.parse(end));
      this.#remembered.set(customer, { entitlements, until });
    }
    return entitlements;
  }
}
