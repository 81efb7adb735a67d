import type { Connection, UpsertResult } from 'mariadb';
import { removalRowsMax } from '../../policies/retention.ts';
import { rowsOfPlaceholders } from '../database/statement.ts';

/** Rows that leave by age: those whose `time` lies before `before`; a row that has none stays. */
export interface Expiring {
  table: string;
  /** The columns of its primary key, with commas between. */
  key: string;
  /** Indexed. */
  time: string;
  before: string;
}

type Key = (string | bigint)[];

/**
 * Deletes them in steps, and returns how many went. Looked for first and deleted by their key: two runs at once, and the
 * service that adds, then never lock crosswise.
 */
export async function expireRows(connection: Connection, { table, key, time, before }: Expiring): Promise<number> {
  let removed = 0;
  for (;;) {
    const sql = `SELECT ${key} FROM ${table} WHERE ${time} < ? ORDER BY ${time}, ${key} LIMIT ?`;
    const old = await connection.query<Key[]>({ sql, rowsAsArray: true }, [before, removalRowsMax]);
    if (old.length === 0) return removed;
    removed += await deleteRows(connection, { table, key }, old);
  }
}

/**
 * The same for what apps were told, but for what is newest of a customer: the relay compares with it. What an app is
 * still to be told stays as well.
 */
export async function expireChanges(connection: Connection, before: string): Promise<number> {
  const sql = `SELECT sequence FROM billing_changes old
    WHERE sequence > ? AND created_at < ? AND state <> 'pending' AND EXISTS
      (SELECT 1 FROM billing_changes newer WHERE newer.customer_id = old.customer_id AND newer.sequence > old.sequence)
    ORDER BY sequence LIMIT ?`;
  let removed = 0;
  for (let after: Key = [0n]; ;) {
    const old = await connection.query<Key[]>({ sql, rowsAsArray: true }, [...after, before, removalRowsMax]);
    if (old.length === 0) return removed;
    removed += await deleteRows(connection, { table: 'billing_changes', key: 'sequence' }, old);
    after = old.at(-1)!;
  }
}

async function deleteRows(
  connection: Connection,
  { table, key }: Pick<Expiring, 'table' | 'key'>,
  keys: readonly Key[],
): Promise<number> {
  const { affectedRows } = await connection.query<UpsertResult>(
    `DELETE FROM ${table} WHERE (${key}) IN (${rowsOfPlaceholders(keys.length, keys[0]!.length)})`,
    keys.flat(),
  );
  return affectedRows;
}
