import { setTimeout as wait } from 'node:timers/promises';
import { commitSecondsMax, commitTriesMax } from '../../policies/webhook.ts';
import { type BillingConnection, connectBilling } from '../database/billing-prisma.ts';
import { withinSeconds } from '../within-seconds.ts';
import { remedyFor } from './database-error.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { quarantined } from './prepare.ts';
import { commitTogether } from './transaction.ts';

/** The database cannot commit now. The sender is told to come again; nothing was acknowledged. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('billing’s database cannot commit', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

const repeatWaitMilliseconds = 15;

/**
 * One lane to the database: a connection that commits one batch at a time, and is made anew after it was lost.
 * Calls must not overlap; group-commit.ts sees to that.
 */
export class CommitLane {
  #connection: BillingConnection | undefined;

  /** Throws DatabaseUnavailable; then nothing of the batch may be acknowledged. */
  async commit(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    const connection = await this.#connected();
    try {
      // A timer of our own: destroy() leaves what waits for a frozen server waiting.
      return await withinSeconds(commitSecondsMax, this.#commitOrSingleOut(connection, deliveries));
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
      this.#connection = await connectBilling();
      // Without a listener a connection that the server drops while idle would end the process.
      this.#connection.on('error', () => (this.#connection = undefined));
      return this.#connection;
    } catch (error) {
      throw new DatabaseUnavailable(error);
    }
  }

  async #commitOrSingleOut(connection: BillingConnection, deliveries: readonly Delivery[]): Promise<Outcome[]> {
    try {
      return await commitRepeatedly(connection, deliveries);
    } catch (error) {
      if (remedyFor(error) !== 'single-out') throw error;
    }
    const outcomes: Outcome[] = [];
    for (const delivery of deliveries) outcomes.push(await commitAlone(connection, delivery));
    return outcomes;
  }
}

/** A value that does not fit its column must not hold up its neighbours: the event is kept, unprojected. */
async function commitAlone(connection: BillingConnection, delivery: Delivery): Promise<Outcome> {
  try {
    return (await commitRepeatedly(connection, [delivery]))[0]!;
  } catch (error) {
    if (remedyFor(error) !== 'single-out' || delivery.state === 'quarantined') throw error;
    const kept = { ...delivery, ...quarantined(`the database refused a value: ${errorCodeOf(error)}`) };
    return (await commitRepeatedly(connection, [kept]))[0]!;
  }
}

async function commitRepeatedly(connection: BillingConnection, deliveries: readonly Delivery[]): Promise<Outcome[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await commitTogether(connection, deliveries);
    } catch (error) {
      if (tries === commitTriesMax || remedyFor(error) !== 'repeat') throw error;
      // Not the same wait for both parties to a deadlock, or they would meet again.
      await wait(repeatWaitMilliseconds * tries * Math.random());
    }
  }
}

/** The server's message may quote the value; its code does not. */
function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
