import { withinSeconds } from '../within-seconds.ts';
import { type BillingConnection, connectBilling } from './billing-prisma.ts';

/** The database cannot do it now. Nothing was acknowledged; whoever asked is told to come again. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('billing’s database cannot commit', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/**
 * One lane to the database: a connection that does one piece of work at a time, and is made anew after it was lost.
 * Calls must not overlap; who owns the lane sees to that.
 */
export class Lane {
  readonly #autocommit: boolean;
  #connection: BillingConnection | undefined;

  constructor({ autocommit }: { autocommit: boolean }) {
    this.#autocommit = autocommit;
  }

  /** Throws DatabaseUnavailable where the work throws or takes longer; the connection is then given up. */
  async run<Result>(secondsMax: number, work: (connection: BillingConnection) => Promise<Result>): Promise<Result> {
    const connection = await this.#connected();
    try {
      // A timer of our own: destroy() leaves what waits for a frozen server waiting.
      return await withinSeconds(secondsMax, work(connection));
    } catch (error) {
      this.#connection = undefined;
      connection.destroy();
      throw new DatabaseUnavailable(error);
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.end().catch(() => connection.destroy());
  }

  async #connected(): Promise<BillingConnection> {
    if (this.#connection?.isValid()) return this.#connection;
    try {
      const connection = await connectBilling();
      // Without a listener a connection that the server drops while idle would end the process.
      connection.on('error', () => (this.#connection = undefined));
      if (this.#autocommit) await connection.query('SET autocommit = 1');
      return (this.#connection = connection);
    } catch (error) {
      throw new DatabaseUnavailable(error);
    }
  }
}
