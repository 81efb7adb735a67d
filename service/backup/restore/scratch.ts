import type { Connection } from 'mariadb';
import { Failure } from '../../../failure.ts';
import { timeName } from '../names.ts';
import { quotedName } from '../quoted-name.ts';

/**
 * Databases that a restore or a drill makes beside the live one, by what they are for. Those being made belong to the run
 * that holds the lock, so whatever of them is found when the lock is taken was left by a run that was killed.
 */
export type ScratchPurpose = 'restoring' | 'replaced' | 'drill';

/** `billing_restoring_20261124t061500123z`: a restore and its undoing may fall into one second. */
export function scratchName(live: string, purpose: ScratchPurpose, at: Date): string {
  return `${live}_${purpose}_${timeName(at).toLowerCase()}`;
}

/** Existing databases of one purpose, oldest first. */
export async function scratchDatabases(
  connection: Connection,
  live: string,
  purpose: ScratchPurpose,
): Promise<string[]> {
  const rows = await connection.query<{ name: string }[]>(
    'SELECT schema_name AS name FROM information_schema.schemata ORDER BY schema_name',
  );
  const prefix = `${live}_${purpose}_`;
  return rows.map(({ name }) => name).filter((name) => name.startsWith(prefix));
}

/** Whether there is a database of this name that this user can see. */
export async function databaseExists(connection: Connection, database: string): Promise<boolean> {
  const rows = await connection.query<unknown[]>('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [
    database,
  ]);
  return rows.length > 0;
}

/** Makes a database that must not be there yet. The server refuses where it is. */
export async function makeDatabase(connection: Connection, database: string): Promise<void> {
  // As prisma/<class>/database.sql makes the live ones.
  await connection.query(`CREATE DATABASE ${quotedName(database)} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
}

export async function dropDatabase(connection: Connection, database: string): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS ${quotedName(database)}`);
}

/** Drops what killed runs left of one purpose. The caller holds that purpose's lock. */
export async function dropLeftovers(connection: Connection, live: string, purpose: ScratchPurpose): Promise<string[]> {
  const leftovers = await scratchDatabases(connection, live, purpose);
  for (const database of leftovers) await dropDatabase(connection, database);
  return leftovers;
}

type Locked = 'restore' | 'drill';

/** One run of a kind at a time on one database; the server gives the lock back when the connection ends. */
export async function takeLock(connection: Connection, live: string, kind: Locked): Promise<void> {
  if (await tryLock(connection, live, kind)) return;
  throw new Failure(`another ${kind} of ${live} is under way`, {
    fix: `wait for it, or end it: SELECT IS_USED_LOCK('${lockName(live, kind)}') gives its connection id`,
  });
}

/** The same for whoever has something else to do where another run has the lock: false then. */
export async function tryLock(connection: Connection, live: string, kind: Locked): Promise<boolean> {
  const [answer] = await connection.query<{ taken: number | bigint | null }[]>('SELECT GET_LOCK(?, 0) AS taken', [
    lockName(live, kind),
  ]);
  return Number(answer?.taken) === 1;
}

function lockName(live: string, kind: Locked): string {
  return `bulkhead_${kind}_${live}`;
}
