import type { Connection, UpsertResult } from 'mariadb';
import { erasedColumnsOf } from '../../policies/erasure.ts';
import { removalRowsMax } from '../../policies/retention.ts';
import { listOfPlaceholders } from '../database/statement.ts';

/** Told after each step how many of the ledger's sequence numbers are done. */
export type Progress = (done: number, total: number) => void;

/** How much was there to be taken away. */
export interface Redacted {
  /** Rows of customers, subscriptions and invoices that lost a value. */
  rows: number;
  /** Events that lost their payload. */
  events: number;
}

/** The tables that hold a customer's data in columns of their own, and the column that says whose a row is. */
const ownerColumns = {
  billing_customers: 'id',
  billing_subscriptions: 'customer_id',
  billing_invoices: 'customer_id',
} as const;

/**
 * Takes from one database what identifies these customers, as policies/erasure.ts says. They are in billing_erasures
 * already, where the events of each are counted. Steps are small and each is a transaction of its own; what is gone is
 * gone, so that another run goes on where this one was stopped, and two at once do no harm.
 */
export async function redactCustomers(
  connection: Connection,
  database: string,
  customers: readonly string[],
  progress: Progress = () => undefined,
): Promise<Redacted> {
  const inDatabase = (table: string) => `${connection.escapeId(database)}.${table}`;
  const events = await redactEvents(connection, inDatabase, customers, progress);
  let rows = 0;
  for (const [table, owner] of Object.entries(ownerColumns)) {
    const columns = erasedColumnsOf(table);
    if (columns.length === 0) continue;
    const { affectedRows } = await connection.query<UpsertResult>(
      `UPDATE ${inDatabase(table)} SET ${columns.map((column) => `${column} = NULL`).join(', ')}
        WHERE ${owner} IN (${listOfPlaceholders(customers.length)})
          AND (${columns.map((column) => `${column} IS NOT NULL`).join(' OR ')})`,
      [...customers],
    );
    rows += affectedRows;
  }
  return { rows, events };
}

/** An event names a customer where its id stands in quotes anywhere in the payload, expanded objects included. */
async function redactEvents(
  connection: Connection,
  inDatabase: (table: string) => string,
  customers: readonly string[],
  progress: Progress,
): Promise<number> {
  const ledger = inDatabase('billing_webhooks');
  // What all ids begin with stands first: with 500 of them the search is a hundred times as fast.
  const pattern = `"cus_(${customers.map((customer) => customer.slice('cus_'.length)).join('|')})"`;
  let events = 0;
  for await (const [first, last] of steps(connection, ledger, progress)) {
    const found = await connection.query<{ sequence: bigint; named: string }[]>(
      `SELECT sequence, REGEXP_SUBSTR(payload, ?) AS named FROM ${ledger}
        WHERE sequence BETWEEN ? AND ? AND payload IS NOT NULL AND payload REGEXP ?`,
      [pattern, first, last, pattern],
    );
    // An event that names several of them counts for the first it names.
    for (const [named, rows] of Map.groupBy(found, ({ named }) => named)) {
      await connection.beginTransaction();
      const removed = await removePayloads(
        connection,
        ledger,
        rows.map(({ sequence }) => sequence),
        'erased',
      );
      await connection.query(`UPDATE ${inDatabase('billing_erasures')} SET events = events + ? WHERE customer_id = ?`, [
        removed,
        named.slice(1, -1),
      ]);
      await connection.commit();
      events += removed;
    }
  }
  return events;
}

/** Puts the hash in the place of these rows' payloads; returns how many still had one. */
export async function removePayloads(
  connection: Connection,
  ledger: string,
  sequences: readonly bigint[],
  why: 'erased' | 'expired',
): Promise<number> {
  const { affectedRows } = await connection.query<UpsertResult>(
    `UPDATE ${ledger} SET payload_sha256 = SHA2(payload, 256), payload_removed = ?, payload = NULL
      WHERE sequence IN (${listOfPlaceholders(sequences.length)}) AND payload IS NOT NULL`,
    [why, ...sequences],
  );
  return affectedRows;
}

/** The ledger from its beginning to `until`, or to where it ends now, in steps of so many sequence numbers. */
export async function* steps(
  connection: Connection,
  ledger: string,
  progress: Progress,
  until?: bigint,
): AsyncGenerator<[first: bigint, last: bigint]> {
  const [bounds] = await connection.query<{ first: bigint | null; last: bigint | null }[]>(
    `SELECT MIN(sequence) AS first, MAX(sequence) AS last FROM ${ledger}`,
  );
  if (bounds === undefined || bounds.first === null || bounds.last === null) return;
  const end = until ?? bounds.last;
  for (let first = bounds.first; first <= end; first += BigInt(removalRowsMax)) {
    yield [first, first + BigInt(removalRowsMax - 1)];
    progress(Number(first - bounds.first) + removalRowsMax, Number(end - bounds.first) + 1);
  }
}
