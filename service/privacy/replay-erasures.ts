import type { Connection } from 'mariadb';
import { scanCustomersMax } from '../../policies/erasure.ts';
import type { Store } from '../backup/store/store.ts';
import { readErasures } from './erasure-ledger.ts';
import { redactCustomers, type Redacted } from './redact.ts';

/**
 * Erases from one of billing's databases everybody whom the store's erasure ledger names, before anyone may read it: a
 * backup from before an erasure brings the person back. The connection is the restore user's, its own database may be
 * another. `bringToNewestSchema` is called where the database's schema is older than erasures are: only one that remembers
 * an erasure keeps what Stripe sends later from bringing the person back. Doing it again changes nothing. Customers in
 * `replayed` are left out, and those that are erased now are added to it. Returns how many entries that were, and how much
 * was there to be taken away. Throws a Failure for a damaged entry.
 */
export async function replayErasures(
  connection: Connection,
  database: string,
  store: Store,
  bringToNewestSchema: () => Promise<unknown>,
  replayed = new Set<string>(),
): Promise<Redacted & { entries: number }> {
  const entries = await readErasures(store, replayed);
  const done = { entries: entries.length, rows: 0, events: 0 };
  if (entries.length > 0 && !(await remembersErasures(connection, database))) await bringToNewestSchema();
  for (let first = 0; first < entries.length; first += scanCustomersMax) {
    const customers = entries.slice(first, first + scanCustomersMax).map((entry) => entry.customerId);
    await connection.query(
      `INSERT IGNORE INTO ${connection.escapeId(database)}.billing_erasures (customer_id, erased_at)
        VALUES ${customers.map(() => '(?, UTC_TIMESTAMP(3))').join(',')}`,
      customers,
    );
    const { rows, events } = await redactCustomers(connection, database, customers);
    done.rows += rows;
    done.events += events;
    for (const customer of customers) replayed.add(customer);
  }
  return done;
}

async function remembersErasures(connection: Connection, database: string): Promise<boolean> {
  const tables = await connection.query<unknown[]>(
    `SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = 'billing_erasures'`,
    [database],
  );
  return tables.length > 0;
}
