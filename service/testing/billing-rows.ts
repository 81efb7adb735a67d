import { createConnection, type Connection } from 'mariadb';
import { projectionTables } from '../webhook/project/projection.ts';

/** A row as the driver gives it. */
export type DatabaseRow = Record<string, unknown>;

/** What follows from events, beside the ledger and the projections. */
const besideTheEvents = ['billing_outbox', 'billing_changes', 'billing_object_reads', 'billing_watermarks'];

/** What billing's database holds, read by the administrator so that nothing of the service is in between. */
export class BillingRows {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async open(adminUrl: string): Promise<BillingRows> {
    const { hostname: host, port, username: user, password } = new URL(adminUrl);
    const connection = await createConnection({
      ...{ host, port: Number(port), user, password: decodeURIComponent(password), database: 'billing', timezone: 'Z' },
    });
    // The server is stopped under some of these tests; the next query says so.
    connection.on('error', () => undefined);
    return new BillingRows(connection);
  }

  query<Row = DatabaseRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#connection.query<Row[]>(sql, values);
  }

  /** All rows of the projections. */
  async projections(): Promise<Record<string, DatabaseRow[]>> {
    const tables: Record<string, DatabaseRow[]> = {};
    for (const table of projectionTables) tables[table] = await this.query(`SELECT * FROM ${table} ORDER BY id`);
    return tables;
  }

  /** The event ids of the ledger, each as often as it is there. */
  async ledgerIds(): Promise<string[]> {
    const rows = await this.query<{ event_id: string }>('SELECT event_id FROM billing_webhooks ORDER BY event_id');
    return rows.map((row) => row.event_id);
  }

  /** The ledger's row of one event, with its payload parsed; undefined where there is none. */
  async event(id: string): Promise<(DatabaseRow & { payload: DatabaseRow }) | undefined> {
    const [row] = await this.query('SELECT * FROM billing_webhooks WHERE event_id = ?', [id]);
    return row && { ...row, payload: JSON.parse(String(row['payload'])) as DatabaseRow };
  }

  /** Events that are in the ledger as applied, but whose object has no row: applied by half. */
  async halfApplied(): Promise<string[]> {
    const rows = await this.query<{ event_id: string }>(
      `SELECT event_id FROM billing_webhooks WHERE state = 'applied'
         AND object_id NOT IN (${projectionTables.map((table) => `SELECT id FROM ${table}`).join(' UNION ALL ')})`,
    );
    return rows.map((row) => row.event_id);
  }

  async empty(): Promise<void> {
    // DELETE and not TRUNCATE: on tables of a few rows it is many times as fast.
    for (const table of [...projectionTables, 'billing_webhooks', ...besideTheEvents])
      await this.query(`DELETE FROM ${table}`);
  }

  close(): Promise<void> {
    return this.#connection.end();
  }
}
