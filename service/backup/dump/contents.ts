import type { Connection } from 'mariadb';
import { Failure } from '../../../failure.ts';
import { quotedName } from '../quoted-name.ts';

/** The names of everything in a database, each list in order. */
export interface DatabaseContents {
  tables: readonly string[];
  views: readonly string[];
  triggers: readonly string[];
  routines: readonly string[];
  events: readonly string[];
}

const namesOf = {
  views: 'SELECT table_name AS name FROM information_schema.views WHERE table_schema = ?',
  triggers: 'SELECT trigger_name AS name FROM information_schema.triggers WHERE trigger_schema = ?',
  routines: `SELECT CONCAT(routine_type, ' ', routine_name) AS name FROM information_schema.routines WHERE routine_schema = ?`,
  events: 'SELECT event_name AS name FROM information_schema.events WHERE event_schema = ?',
} satisfies Partial<Record<keyof DatabaseContents, string>>;

/**
 * What is in a database. Throws a Failure where there is a table that a consistent snapshot cannot hold: one without
 * transactions, a sequence, one that keeps its own history.
 */
export async function readContents(connection: Connection, database: string): Promise<DatabaseContents> {
  const list = async (sql: string) => {
    const rows = await connection.query<{ name: string }[]>(`${sql} ORDER BY name`, [database]);
    return rows.map(({ name }) => name);
  };
  return {
    tables: await readTables(connection, database),
    views: await list(namesOf.views),
    triggers: await list(namesOf.triggers),
    routines: await list(namesOf.routines),
    events: await list(namesOf.events),
  };
}

async function readTables(connection: Connection, database: string): Promise<string[]> {
  const rows = await connection.query<{ name: string; kind: string; engine: string | null }[]>(
    `SELECT table_name AS name, table_type AS kind, engine FROM information_schema.tables
      WHERE table_schema = ? AND table_type <> 'VIEW' ORDER BY table_name`,
    [database],
  );
  const foreign = rows.filter(({ kind, engine }) => kind !== 'BASE TABLE' || engine !== 'InnoDB');
  if (foreign.length > 0) {
    const described = foreign.map(({ name, kind, engine }) => `${name} (${kind}, ${engine ?? 'no engine'})`);
    throw new Failure(`no snapshot of ${database} can hold ${described.join(', ')}`, {
      fix: 'make them InnoDB tables: ALTER TABLE … ENGINE = InnoDB',
    });
  }
  return rows.map(({ name }) => name);
}

/** Bytes of its tables and indexes, as the server estimates them. */
export async function databaseBytes(connection: Connection, database: string): Promise<number> {
  const [row] = await connection.query<{ bytes: bigint | number | string | null }[]>(
    `SELECT SUM(data_length + index_length) AS bytes FROM information_schema.tables WHERE table_schema = ?`,
    [database],
  );
  return Number(row?.bytes ?? 0);
}

/** The rows of one table, counted. */
export async function countRows(connection: Connection, database: string, table: string): Promise<number> {
  const [row] = await connection.query<{ rowCount: bigint }[]>(
    `SELECT COUNT(*) AS rowCount FROM ${quotedName(database)}.${quotedName(table)}`,
  );
  return Number(row!.rowCount);
}
