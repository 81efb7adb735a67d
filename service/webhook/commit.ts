import { setTimeout as wait } from 'node:timers/promises';
import { commitSecondsMax, commitTriesMax } from '../../policies/webhook.ts';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { Lane } from '../database/lane.ts';
import { remedyFor } from './database-error.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { quarantined } from './prepare.ts';
import { commitTogether } from './transaction.ts';

export { DatabaseUnavailable } from '../database/lane.ts';

const repeatWaitMilliseconds = 15;

/** One lane to the database: commits one batch at a time. Calls must not overlap; group-commit.ts sees to that. */
export class CommitLane {
  readonly #lane = new Lane({ autocommit: false });

  /** Throws DatabaseUnavailable; then nothing of the batch may be acknowledged. */
  commit(deliveries: readonly Delivery[]): Promise<Outcome[]> {
    return this.#lane.run(commitSecondsMax, (connection) => commitOrSingleOut(connection, deliveries));
  }

  close(): Promise<void> {
    return this.#lane.close();
  }
}

async function commitOrSingleOut(connection: BillingConnection, deliveries: readonly Delivery[]): Promise<Outcome[]> {
  try {
    return await commitRepeatedly(connection, deliveries);
  } catch (error) {
    if (remedyFor(error) !== 'single-out') throw error;
  }
  const outcomes: Outcome[] = [];
  for (const delivery of deliveries) outcomes.push(await commitAlone(connection, delivery));
  return outcomes;
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
