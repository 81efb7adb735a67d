import type { Connection } from 'mariadb';
import { databases } from '../../../policies/databases.ts';

const rowsEachStatement = 25_000;

/** Empties billing's tables; the identity row stays. */
export async function emptyLedger(admin: Connection): Promise<void> {
  const tables = databases.billing.ownedTables.filter((table) => table !== 'database_identity');
  for (const table of tables) await admin.query(`TRUNCATE billing.${table}`);
}

/** Copies the ledger's own rows under new ids, in random order as Stripe's are, until there are `rowCount`. */
export async function fillLedger(admin: Connection, rowCount: number): Promise<void> {
  for (let round = 1; (await ledgerRows(admin)) < rowCount; round += 1) {
    const missing = Math.min(rowsEachStatement, rowCount - (await ledgerRows(admin)));
    await admin.query(
      `INSERT INTO billing.billing_webhooks
         (event_id, type, object_id, created, received_at, livemode, api_version, state, reason, payload)
       SELECT CONCAT('evt_1', LEFT(SHA1(CONCAT(sequence, '-', ?)), 24)), type, LEFT(SHA1(CONCAT(sequence, '+', ?)), 18), created, received_at, livemode, api_version, state, reason, payload
         FROM billing.billing_webhooks ORDER BY sequence LIMIT ?`,
      [round, round, missing],
    );
  }
}

export async function ledgerRows(admin: Connection): Promise<number> {
  const [row] = await admin.query<{ rowCount: bigint }[]>('SELECT COUNT(*) AS rowCount FROM billing.billing_webhooks');
  return Number(row!.rowCount);
}
