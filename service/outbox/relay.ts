import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mariadb';
import { lookEveryMilliseconds, marksTakenMax } from '../../policies/outbox.ts';
import { whileLeader } from '../database/leader.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import type { Log } from '../log.ts';
import { appendChanges } from './append-changes.ts';
import { markCustomersOf } from './product-marks.ts';

/**
 * From the marks of billing_outbox it makes what apps are told: who is marked and has other entitlements than were last
 * told of gets a row in billing_changes. One process at a time does this, on the connection that holds the lead, so that
 * changes are appended in one order. Killed anywhere it loses nothing: a mark is done in the transaction that appends.
 */

/** Background work of the service, and its end, which resolves once nothing of it is under way. */
export interface Background {
  end: () => Promise<void>;
}

/** Relays until it is ended, whenever this process leads. */
export function startRelay(log: Log): Background {
  const stop = new AbortController();
  const ended = whileLeader(
    'relay',
    async ({ connection, signal }) => {
      while (!signal.aborted) {
        const taken = await relayOnce(connection);
        if (taken < marksTakenMax) await wait(lookEveryMilliseconds, undefined, { signal });
      }
    },
    { stop: stop.signal, log },
  );
  return {
    end: () => {
      stop.abort();
      return ended;
    },
  };
}

interface DueMark {
  sequence: bigint;
  kind: 'customer' | 'product';
  object_id: string;
  now: Date;
}

/** Works off the marks that are due, as many as are taken at once, and returns how many they were. */
export async function relayOnce(connection: Connection): Promise<number> {
  // Whatever the clocks of the processes say: marks and what they are measured by have the server's.
  const marks = await connection.execute<DueMark[]>(
    `SELECT sequence, kind, object_id, UTC_TIMESTAMP(3) AS now FROM billing_outbox
      WHERE done_at IS NULL AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at, sequence LIMIT ${marksTakenMax}`,
  );
  const { customer: customers = [], product: products = [] } = Object.groupBy(marks, ({ kind }) => kind);
  if (products.length > 0) {
    await markCustomersOf(connection, new Set(products.map(({ object_id: id }) => id)));
    await markDone(connection, products);
  }
  if (customers.length > 0) {
    const ids = [...new Set(customers.map(({ object_id: id }) => id))];
    await appendChanges(connection, ids, customers[0]!.now, () => markDone(connection, customers));
  }
  return marks.length;
}

async function markDone(connection: Connection, marks: readonly DueMark[]): Promise<void> {
  await connection.query(
    `UPDATE billing_outbox SET done_at = UTC_TIMESTAMP(3) WHERE sequence IN (${listOfPlaceholders(marks.length)})`,
    marks.map(({ sequence }) => sequence),
  );
}
