import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mariadb';
import PQueue from 'p-queue';
import {
  changesReadMax,
  customersTakenMax,
  lookEveryMilliseconds,
  postSecondsMax,
  postsInFlightMax,
} from '../../policies/outbox.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import { type Outcome, type Outcomes, postponeCustomers } from './outcomes.ts';
import { Poster } from './post.ts';
import { type Signer, signerOf, type SigningApp } from './signing.ts';
import { webhookUrlFault } from './webhook-url.ts';

/** An app that changes are posted to. */
export interface ListeningApp extends SigningApp {
  webhook_url: string;
}

/** What all lanes share. */
export interface Sender {
  appSigningSecret: Buffer;
  livemode: boolean;
  /** Throws where this process leads no longer. */
  confirm: () => Promise<void>;
  outcomes: Outcomes;
}

/** A change that is to be told, with what its app calls the customer; null where it has no name for it, or it was erased. */
interface PendingChange {
  sequence: bigint;
  customer_id: string;
  type: string;
  body: unknown;
  created_at: Date;
  tries: number;
  due: number;
  next_try_at: Date;
  app_reference: string | null;
}

/** Posts to one app. Of each customer one post is under way at a time, and the next one waits until it was taken. */
export class AppLane {
  closed = false;
  #app: ListeningApp;
  #sign: Signer;
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #signal: AbortSignal;
  readonly #poster: Poster;
  readonly #posts = new PQueue({ concurrency: postsInFlightMax });
  readonly #customersUnderWay = new Set<string>();
  #fault: Error | undefined;

  constructor(app: ListeningApp, connection: Connection, sender: Sender, signal: AbortSignal) {
    this.#app = app;
    this.#sign = signerOf(sender.appSigningSecret, app);
    this.#connection = connection;
    this.#sender = sender;
    this.#poster = new Poster(sender.livemode);
    this.#signal = signal;
  }

  /** As it was read again: a new address or secret counts from the next post on. */
  set app(app: ListeningApp) {
    this.#app = app;
    this.#sign = signerOf(this.#sender.appSigningSecret, app);
  }

  /** Resolves once the lane is closed and nothing of it is under way. Rejects where the database cannot be asked. */
  async work(): Promise<void> {
    try {
      while (!this.#over) {
        const begun = await this.#beginDue();
        // Room for more, or for those that were held up by what is under way.
        if (begun > 0) await this.#posts.onSizeLessThan(postsInFlightMax);
        else await wait(lookEveryMilliseconds, undefined, { signal: this.#signal }).catch(() => undefined);
      }
    } finally {
      this.close();
      await this.#posts.onIdle();
    }
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** Cuts what is under way: whether the app took it is not known, and it is told again. */
  close(): void {
    this.closed = true;
    this.#poster.close();
  }

  get #over(): boolean {
    return this.closed || this.#signal.aborted || this.#fault !== undefined;
  }

  /** Takes up customers for whom something is due, and returns how many. */
  async #beginDue(): Promise<number> {
    const customers = await this.#customersDue();
    if (customers.length === 0) return 0;
    const changes = await this.#pendingOf(customers);
    await this.#sender.confirm();
    const readAt = performance.now();
    const [due, waiting] = partition([...Map.groupBy(changes, ({ customer_id: id }) => id).values()], ([first]) =>
      Boolean(first!.due),
    );
    await this.#letWait(waiting.map(([first]) => first!));
    for (const [first, ...rest] of due) this.#begin([first!, ...rest], readAt);
    return due.length;
  }

  async #customersDue(): Promise<string[]> {
    const underWay = [...this.#customersUnderWay];
    const rows = await this.#connection.query<{ customer_id: string }[]>(
      `SELECT customer_id FROM billing_changes
        WHERE state = 'pending' AND app_name = ? AND next_try_at <= UTC_TIMESTAMP(3)
          ${underWay.length > 0 ? `AND customer_id NOT IN (${listOfPlaceholders(underWay.length)})` : ''}
        ORDER BY next_try_at, sequence LIMIT ${customersTakenMax}`,
      [this.#app.name, ...underWay],
    );
    return [...new Set(rows.map(({ customer_id: customer }) => customer))];
  }

  /** All that waits for these customers, the first of each first. */
  #pendingOf(customers: readonly string[]): Promise<PendingChange[]> {
    return this.#connection.query<PendingChange[]>(
      `SELECT n.sequence, n.customer_id, n.type, n.body, n.created_at, n.tries, n.next_try_at,
          n.next_try_at <= UTC_TIMESTAMP(3) AS due, c.app_reference
        FROM billing_changes n LEFT JOIN billing_customers c ON c.id = n.customer_id AND c.app_name = n.app_name
        WHERE n.app_name = ? AND n.state = 'pending' AND n.customer_id IN (${listOfPlaceholders(customers.length)})
        ORDER BY n.sequence LIMIT ${changesReadMax}`,
      [this.#app.name, ...customers],
    );
  }

  /** Where a customer's first change is to be tried again later, the ones behind it are not looked at until then. */
  async #letWait(firsts: readonly PendingChange[]): Promise<void> {
    for (const { customer_id: customer, next_try_at: until } of firsts) {
      await postponeCustomers(this.#connection, [{ app: this.#app.name, customer }], until);
    }
  }

  #begin(changes: readonly [PendingChange, ...PendingChange[]], readAt: number): void {
    const customer = changes[0].customer_id;
    this.#customersUnderWay.add(customer);
    void this.#posts.add(async () => {
      try {
        const outcomes = await this.#tell(changes, readAt);
        if (outcomes.length > 0) await this.#sender.outcomes.add(outcomes);
      } catch (error) {
        this.#fault ??=
          error instanceof Error ? error : new Error('a post could not be written down', { cause: error });
      } finally {
        this.#customersUnderWay.delete(customer);
      }
    });
  }

  /** One after another, until one is not taken, or what was read is old: a customer may have been erased since. */
  async #tell(changes: readonly PendingChange[], readAt: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const change of changes) {
      if (this.#over || performance.now() - readAt > postSecondsMax * 1000) break;
      const fault = await this.#post(change);
      // The end cuts what is under way, which says nothing of the app.
      if (this.#over && fault !== undefined) break;
      const { sequence, customer_id: customer, tries } = change;
      outcomes.push({ sequence, app: this.#app.name, customer, tries, fault });
      if (fault !== undefined) break;
    }
    return outcomes;
  }

  async #post(change: PendingChange): Promise<string | undefined> {
    const { webhook_url: address } = this.#app;
    const refused = webhookUrlFault(address, this.#sender.livemode);
    if (refused !== undefined) return `the app’s address is not used: ${refused}`;
    const body = bodyOf(change);
    const message = { id: `chg_${change.sequence}`, body };
    return this.#poster.post(address, body, this.#sign(message, new Date()));
  }
}

/** What an app gets. */
function bodyOf({
  sequence,
  customer_id: customer,
  type,
  body,
  created_at: at,
  app_reference: reference,
}: PendingChange) {
  return JSON.stringify({
    type,
    timestamp: at.toISOString(),
    data: { customer, reference, entitlements: body },
    sequence: Number(sequence),
  });
}

function partition<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
