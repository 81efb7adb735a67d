import { windowObjectsMin } from '../../../policies/verify.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { type Kind, readings } from '../read/kinds.ts';
import type { ListedObject } from '../read/list-pages.ts';

/**
 * The other direction: which rows here Stripe did not list. Both sides are walked by the time at which objects were made,
 * newest first; what was listed is remembered for one stretch of time, and its rows are then asked for. Rows that say
 * themselves that they were deleted are not, for Stripe lists no such objects.
 */
export class Window {
  readonly #connection: BillingConnection;
  readonly #kind: Kind;
  readonly #account: string | null;
  #listed = new Set<string>();
  /** Of what was listed in this stretch the oldest second. */
  #oldest = Infinity;
  /** Where the stretch before ended: this one is older. */
  #before = Infinity;

  constructor(connection: BillingConnection, kind: Kind, account: string | null) {
    this.#connection = connection;
    this.#kind = kind;
    this.#account = account;
  }

  /** Takes in what a page listed; returns ids of rows that Stripe did not list, of the stretches that are over. */
  async take(objects: readonly ListedObject[]): Promise<string[]> {
    const unlisted: string[] = [];
    for (const { id, created } of objects) {
      const second = Number(created);
      // Not within a second: more of it may be listed.
      if (this.#listed.size >= windowObjectsMin && second < this.#oldest) unlisted.push(...(await this.#close()));
      this.#listed.add(id);
      if (second < this.#oldest) this.#oldest = second;
    }
    return unlisted;
  }

  /** The list is over: what is older than all of it is not listed either. */
  end(): Promise<string[]> {
    this.#oldest = -Infinity;
    return this.#close();
  }

  async #close(): Promise<string[]> {
    const { table, columns } = readings[this.#kind].projection;
    const conditions = [this.#account === null ? 'account_id IS NULL' : 'account_id = ?'];
    const values: unknown[] = this.#account === null ? [] : [this.#account];
    const bound = (condition: string, second: number) => {
      if (!Number.isFinite(second)) return;
      conditions.push(condition);
      values.push(new Date(second * 1000));
    };
    bound('created >= ?', this.#oldest);
    bound('created < ?', this.#before);
    if (columns.includes('deleted')) conditions.push('deleted = FALSE');
    const rows = await this.#connection.execute<{ id: string }[]>(
      `SELECT id FROM ${table} WHERE ${conditions.join(' AND ')}`,
      values,
    );
    const unlisted = rows.flatMap(({ id }) => (this.#listed.has(id) ? [] : [id]));
    this.#before = this.#oldest;
    this.#oldest = Infinity;
    this.#listed = new Set();
    return unlisted;
  }
}
