import type { Connection } from 'mariadb';
import { databases } from '../../../policies/databases.ts';

const rowsEachStatement = 25_000;

/** Empties billing's tables; the identity row stays. */
export async function emptyLedger(admin: Connection): Promise<void> {
  const tables = databases.billing.ownedTables.filter((table) => table !== 'database_identity');
  for (const table of tables) await admin.query(`TRUNCATE billing.${table}`);
}

/**
 * Copies the ledger's own rows under new ids, in random order as Stripe's are, until there are `rowCount`.
 * By way of a table of samples: an INSERT that reads the table it writes would store every statement's rows twice.
 */
export async function fillLedger(admin: Connection, rowCount: number): Promise<void> {
  await admin.query(
    `CREATE OR REPLACE TABLE bench.samples AS SELECT * FROM billing.billing_webhooks LIMIT ${rowsEachStatement}`,
  );
  for (let rows = await ledgerRows(admin); rows < rowCount; rows = await ledgerRows(admin)) {
    await admin.query(
      `INSERT INTO billing.billing_webhooks
         (event_id, type, object_id, created, received_at, livemode, api_version, state, reason, payload)
       SELECT CONCAT('evt_1', LEFT(SHA1(CONCAT(sequence, '-', ?)), 24)), type, LEFT(SHA1(CONCAT(sequence, '+', ?)), 18), created,
              received_at, livemode, api_version, state, reason, payload
         FROM bench.samples LIMIT ?`,
      [rows, rows, rowCount - rows],
    );
  }
}

export async function ledgerRows(admin: Connection): Promise<number> {
  const [row] = await admin.query<{ rowCount: bigint }[]>('SELECT COUNT(*) AS rowCount FROM billing.billing_webhooks');
  return Number(row!.rowCount);
}
