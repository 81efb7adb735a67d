import type { Connection } from 'mariadb';
import { putAsideDays } from '../../../policies/backup.ts';
import type { DatabaseClass } from '../../../policies/databases.ts';
import { exitCode, Failure } from '../../../failure.ts';
import { parseDatabaseUrl } from '../../database/database-url.ts';
import { quotedName } from '../quoted-name.ts';
import { dropDatabase, scratchDatabases, takeLock, tryLock } from './scratch.ts';
import { hasJournal, readJournal } from './swap-journal.ts';
import { withServer } from './with-server.ts';

/** A database beside the live one that holds what the live one held at some time. */
export interface DatabaseCopy {
  name: string;
  /** `put aside` by a restore, or a `copy` that somebody made with `restore --into`. */
  kind: 'put aside' | 'copy';
  ageSeconds: number;
  bytes: number;
  /** Whether it stays longer than policy lets it. */
  isOverdue: boolean;
}

/** What was dropped, and what still lies beside the live database. */
export interface CopiesReview {
  dropped: DatabaseCopy[];
  left: DatabaseCopy[];
}

const ageSecondsMax = putAsideDays * 24 * 60 * 60;

/** All copies of the database that the restore user's URL names, oldest first. */
export function listCopies(url: string, variable: string): Promise<DatabaseCopy[]> {
  return withLive(url, variable, readCopies);
}

/**
 * Drops one copy, once `confirm` has not thrown. Throws a Failure for a name that is no copy's, the live database's own
 * among them, and where a restore is under way.
 */
export function dropCopy(
  databaseClass: DatabaseClass,
  url: string,
  variable: string,
  name: string,
  confirm: (copy: DatabaseCopy) => Promise<void>,
): Promise<CopiesReview> {
  return withLive(url, variable, async (connection, live) => {
    await takeLock(connection, live, 'restore');
    const copies = await readCopies(connection, live);
    const copy = copies.find((one) => one.name === name);
    if (copy === undefined) {
      throw new Failure(`${name} is no copy of ${live}`, {
        fix: `see ./bulkhead copies ${databaseClass}`,
        exitCode: exitCode.wrongUse,
      });
    }
    await confirm(copy);
    await dropDatabase(connection, name);
    return { dropped: [copy], left: copies.filter((one) => one !== copy) };
  });
}

/**
 * Drops what restores put aside longer ago than policy lets it stay. A copy that somebody made by hand is never dropped
 * here: it may be in use. Nor is anything while a restore is under way, which may be the taking back of one.
 */
export function letGoOfPutAside(url: string, variable: string): Promise<CopiesReview> {
  return withLive(url, variable, async (connection, live) => {
    const mayDrop = await tryLock(connection, live, 'restore');
    const copies = await readCopies(connection, live);
    const dropped = copies.filter(({ kind, isOverdue }) => mayDrop && kind === 'put aside' && isOverdue);
    for (const { name } of dropped) await dropDatabase(connection, name);
    return { dropped, left: copies.filter((copy) => !dropped.includes(copy)) };
  });
}

async function readCopies(connection: Connection, live: string): Promise<DatabaseCopy[]> {
  const copies: DatabaseCopy[] = [];
  const putAside = await scratchDatabases(connection, live, 'replaced');
  for (const name of putAside) {
    if (!(await hasJournal(connection, name))) {
      // A swap writes its journal before any table comes: these are what a drop that was cut off has left.
      const seconds = await oldestTableSeconds(connection, name);
      if (seconds !== null)
        copies.push({ ...copyOf(name, 'put aside', seconds, await bytesOf(connection, name)), isOverdue: true });
      continue;
    }
    const { finishedSecondsAgo } = await readJournal(connection, name);
    // One whose swap was interrupted is the next restore's to finish.
    if (finishedSecondsAgo === null) continue;
    copies.push(copyOf(name, 'put aside', finishedSecondsAgo, await bytesOf(connection, name)));
  }
  for (const { name, ageSeconds } of await copiesByIdentity(connection, live, putAside)) {
    copies.push(copyOf(name, 'copy', ageSeconds, await bytesOf(connection, name)));
  }
  return copies.sort((one, other) => other.ageSeconds - one.ageSeconds);
}

function copyOf(name: string, kind: DatabaseCopy['kind'], ageSeconds: number, bytes: number): DatabaseCopy {
  return { name, kind, ageSeconds, bytes, isOverdue: ageSeconds > ageSecondsMax };
}

/** Databases named after the live one that say they are the same one: the identity row came along with the rest. */
async function copiesByIdentity(
  connection: Connection,
  live: string,
  except: readonly string[],
): Promise<{ name: string; ageSeconds: number }[]> {
  const found = await connection.query<{ name: string; seconds: number | bigint }[]>(
    `SELECT table_schema AS name, TIMESTAMPDIFF(SECOND, create_time, NOW()) AS seconds
     FROM information_schema.tables WHERE table_name = 'database_identity'`,
  );
  const own = await identityOf(connection, live, found);
  const copies: { name: string; ageSeconds: number }[] = [];
  for (const { name, seconds } of found) {
    const isBeingMade = ['restoring', 'drill'].some((purpose) => name.startsWith(`${live}_${purpose}_`));
    if (!name.startsWith(`${live}_`) || isBeingMade || except.includes(name)) continue;
    if ((await identityOf(connection, name, found)) === own) copies.push({ name, ageSeconds: Number(seconds) });
  }
  return copies;
}

async function identityOf(
  connection: Connection,
  database: string,
  known: readonly { name: string }[],
): Promise<string | undefined> {
  if (!known.some(({ name }) => name === database)) return undefined;
  const [row] = await connection.query<{ uuid: string }[]>(
    `SELECT uuid FROM ${quotedName(database)}.database_identity WHERE id = 1`,
  );
  return row?.uuid;
}

/** Null where there is no table. */
async function oldestTableSeconds(connection: Connection, database: string): Promise<number | null> {
  const [row] = await connection.query<{ seconds: number | bigint | null }[]>(
    `SELECT TIMESTAMPDIFF(SECOND, MIN(create_time), NOW()) AS seconds
     FROM information_schema.tables WHERE table_schema = ?`,
    [database],
  );
  const seconds = row?.seconds ?? null;
  return seconds === null ? null : Number(seconds);
}

async function bytesOf(connection: Connection, database: string): Promise<number> {
  const [row] = await connection.query<{ bytes: number | bigint | string | null }[]>(
    'SELECT SUM(data_length + index_length) AS bytes FROM information_schema.tables WHERE table_schema = ?',
    [database],
  );
  return Number(row?.bytes ?? 0);
}

function withLive<Result>(
  url: string,
  variable: string,
  work: (connection: Connection, live: string) => Promise<Result>,
): Promise<Result> {
  const target = parseDatabaseUrl(url, variable);
  return withServer(target, variable, (connection) => work(connection, target.database!));
}
