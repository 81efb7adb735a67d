import type { BillingConnection } from '../../database/billing-prisma.ts';
import { type Kind, kinds } from '../read/kinds.ts';

/** How far a kind has come: behind this id it goes on; undefined at the beginning. */
export interface Reached {
  done: boolean;
  after: string | undefined;
}

/**
 * How far a backfill of one account has come. A run that was ended goes on where it stopped; after one that came to its
 * end the next begins anew.
 */
export class Watermarks {
  readonly #connection: BillingConnection;
  readonly #account: string | null;

  constructor(connection: BillingConnection, account: string | null) {
    this.#connection = connection;
    this.#account = account;
  }

  /** What is left to do; says whether an earlier run goes on. */
  async begin(): Promise<{ reached: Map<Kind, Reached>; goesOn: boolean }> {
    const reached = await this.#read();
    const goesOn = [...reached.values()].some(({ done, after }) => done || after !== undefined);
    if (!goesOn || ![...reached.values()].every(({ done }) => done)) return { reached, goesOn };
    await this.#forget();
    return { reached: await this.#read(), goesOn: false };
  }

  /** All up to this id is committed. */
  async reach(kind: Kind, after: string): Promise<void> {
    await this.#write(kind, { after, doneAt: null });
  }

  /** All of the kind is committed. */
  async finish(kind: Kind): Promise<void> {
    await this.#write(kind, { after: null, doneAt: new Date() });
  }

  /** Begins a kind again: Stripe no longer has the object behind which to go on. */
  async restart(kind: Kind): Promise<void> {
    await this.#write(kind, { after: null, doneAt: null });
  }

  async #forget(): Promise<void> {
    for (const kind of kinds) await this.restart(kind);
  }

  async #read(): Promise<Map<Kind, Reached>> {
    const reached = new Map<Kind, Reached>();
    for (const kind of kinds) {
      const [row] = await this.#connection.query<{ reached_at: Date | null; cursor_id: string | null }[]>(
        'SELECT reached_at, cursor_id FROM billing_watermarks WHERE name = ?',
        [this.#name(kind)],
      );
      reached.set(kind, { done: (row?.reached_at ?? null) !== null, after: row?.cursor_id ?? undefined });
    }
    return reached;
  }

  async #write(kind: Kind, { after, doneAt }: { after: string | null; doneAt: Date | null }): Promise<void> {
    await this.#connection.query(
      `INSERT INTO billing_watermarks (name, reached_at, cursor_id, updated_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))
        ON DUPLICATE KEY UPDATE reached_at = VALUES(reached_at), cursor_id = VALUES(cursor_id),
          updated_at = VALUES(updated_at)`,
      [this.#name(kind), doneAt, after],
    );
  }

  #name(kind: Kind): string {
    return this.#account === null ? `backfill ${kind}` : `backfill ${kind} ${this.#account}`;
  }
}
