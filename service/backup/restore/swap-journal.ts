import type { Connection } from 'mariadb';
import { quotedName } from '../quoted-name.ts';
import type { ProgramScripts } from './programs.ts';

/** Lies beside the replaced tables, and stays with them: it also knows what taking the swap back needs. */
export const journalTable = 'bulkhead_swap';

/** What a swap means to do, written down before it does anything. */
export interface SwapJournal {
  live: string;
  incoming: string;
  /** Empty where the live database was destroyed. */
  replacedTables: string[];
  /** What stood beside the tables that are replaced, and beside those that come in. */
  replacedPrograms: ProgramScripts;
  incomingPrograms: ProgramScripts;
}

export async function openJournal(connection: Connection, replaced: string, journal: SwapJournal): Promise<void> {
  const table = `${quotedName(replaced)}.${journalTable}`;
  await connection.query(
    `CREATE TABLE ${table} (id INT PRIMARY KEY, journal LONGTEXT NOT NULL, finished_at DATETIME(3) NULL)
     ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
  await connection.query(`INSERT INTO ${table} (id, journal) VALUES (1, ?)`, [JSON.stringify(journal)]);
}

export async function closeJournal(connection: Connection, replaced: string): Promise<void> {
  await connection.query(`UPDATE ${quotedName(replaced)}.${journalTable} SET finished_at = UTC_TIMESTAMP(3)`);
}

/** Whether a journal was written whole: the table may be there and its row not yet, and nothing was done then. */
export async function hasJournal(connection: Connection, replaced: string): Promise<boolean> {
  const tables = await connection.query<unknown[]>(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [replaced, journalTable],
  );
  if (tables.length === 0) return false;
  const rows = await connection.query<unknown[]>(`SELECT 1 FROM ${quotedName(replaced)}.${journalTable}`);
  return rows.length > 0;
}

/** What a swap meant to do, and how long ago it was through, by the server's clock; null where it is not. */
export async function readJournal(
  connection: Connection,
  replaced: string,
): Promise<SwapJournal & { finishedSecondsAgo: number | null }> {
  const [row] = await connection.query<{ journal: string; seconds: number | bigint | null }[]>(
    `SELECT journal, TIMESTAMPDIFF(SECOND, finished_at, UTC_TIMESTAMP(3)) AS seconds
     FROM ${quotedName(replaced)}.${journalTable}`,
  );
  const { journal, seconds } = row!;
  return { ...(JSON.parse(journal) as SwapJournal), finishedSecondsAgo: seconds === null ? null : Number(seconds) };
}
