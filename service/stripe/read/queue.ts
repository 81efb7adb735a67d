import { readAgainSeconds } from '../../../policies/stripe-api.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { listOfPlaceholders, rowsOfPlaceholders } from '../../database/statement.ts';
import { kinds, readings, type Reference } from './kinds.ts';

/** A row of billing_object_reads that waits to be read. `kind` is whatever was asked for. */
export interface Asked {
  id: string;
  kind: string;
  account: string | null;
  askedAt: Date;
}

/** What else waits there, such as an event that does not say what it is about, is the sweeper's. */
const isRead = `kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`;

const columns = 'object_id, kind, account_id, cause, asked_at, next_try_at';

/** What is asked for again waits anew, and as what it is asked for now: a customer's and a product's id can be the same. */
const askedAgain = `ON DUPLICATE KEY UPDATE kind = VALUES(kind), account_id = VALUES(account_id), cause = VALUES(cause),
  tries = 0, asked_at = VALUES(asked_at), next_try_at = VALUES(next_try_at), done_at = NULL`;

/**
 * Asks for objects to be read from Stripe soon; `cause` is the type of the event, or the command, that wants it. Within
 * a transaction or without one. Asked again while it waits, or is being read, an object is read once more from then on.
 */
export async function askToRead(
  connection: BillingConnection,
  references: readonly (Pick<Reference, 'id' | 'account'> & { kind: string })[],
  cause: string,
): Promise<void> {
  if (references.length === 0) return;
  const now = new Date();
  await connection.execute(
    `INSERT INTO billing_object_reads (${columns}) VALUES ${rowsOfPlaceholders(references.length, 6)} ${askedAgain}`,
    references.flatMap(({ id, kind, account }) => [id, kind, account, cause, now, now]),
  );
}

/** Asks for the rows in doubt. One that waits already keeps its place, and its back-off. */
export async function askForRowsInDoubt(connection: BillingConnection, rowsMax: number): Promise<void> {
  for (const kind of kinds) {
    await connection.query(
      `INSERT INTO billing_object_reads (${columns})
       SELECT id, '${kind}', account_id, 'doubt', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
         FROM ${readings[kind].projection.table} AS doubted
        WHERE read_afresh = TRUE
          AND NOT EXISTS (SELECT 1 FROM billing_object_reads WHERE object_id = doubted.id AND done_at IS NULL)
        LIMIT ${rowsMax}
       ${askedAgain}`,
    );
  }
}

/** The ids that are due, the longest asked for first. */
export async function readDueIds(connection: BillingConnection, rowsMax: number): Promise<string[]> {
  const rows = await connection.query<{ object_id: string }[]>(
    `SELECT object_id FROM billing_object_reads
      WHERE done_at IS NULL AND next_try_at <= UTC_TIMESTAMP(3) AND ${isRead} ORDER BY next_try_at LIMIT ${rowsMax}`,
  );
  return rows.map(({ object_id: id }) => id);
}

/** Of these ids those that are still due: what another process has read meanwhile is done. */
export async function readDue(connection: BillingConnection, ids: readonly string[]): Promise<Asked[]> {
  if (ids.length === 0) return [];
  const rows = await connection.query<{ object_id: string; kind: string; account_id: string | null; asked_at: Date }[]>(
    `SELECT object_id, kind, account_id, asked_at FROM billing_object_reads
      WHERE object_id IN (${listOfPlaceholders(ids.length)}) AND done_at IS NULL AND next_try_at <= UTC_TIMESTAMP(3)`,
    [...ids],
  );
  return rows.map((row) => ({ id: row.object_id, kind: row.kind, account: row.account_id, askedAt: row.asked_at }));
}

/** Marks what was read, but not what was asked for again meanwhile. */
export async function markDone(connection: BillingConnection, done: readonly Asked[]): Promise<void> {
  if (done.length === 0) return;
  await connection.query(
    `UPDATE billing_object_reads SET done_at = UTC_TIMESTAMP(3)
      WHERE (object_id, asked_at) IN (${rowsOfPlaceholders(done.length, 2)})`,
    done.flatMap(({ id, askedAt }) => [id, askedAt]),
  );
}

/** Puts off what could not be read, each time for twice as long. */
export async function putOff(connection: BillingConnection, failed: readonly Asked[]): Promise<void> {
  if (failed.length === 0) return;
  const { first, last } = readAgainSeconds;
  // A power of a thousand tries would be out of range.
  const seconds = `LEAST(${last}, ${first} * POW(2, LEAST(tries, 16)))`;
  await connection.query(
    `UPDATE billing_object_reads SET next_try_at = UTC_TIMESTAMP(3) + INTERVAL ${seconds} SECOND, tries = tries + 1
      WHERE object_id IN (${listOfPlaceholders(failed.length)})`,
    failed.map(({ id }) => id),
  );
}

/** How many wait, due or put off. */
export async function countWaiting(connection: BillingConnection): Promise<number> {
  const [row] = await connection.query<{ waiting: bigint | number }[]>(
    `SELECT COUNT(*) AS waiting FROM billing_object_reads WHERE done_at IS NULL AND ${isRead}`,
  );
  return Number(row?.waiting ?? 0);
}
