import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';

/** Which database a connection reached. `uuid` is made once, by the first migration. */
export interface DatabaseIdentity {
  class: DatabaseClass;
  uuid: string;
  madeAt: Date;
}

/** Anything that runs a query without parameters: a connection of the mariadb driver, or Prisma behind a line of glue. */
export interface Queryable {
  query(sql: string): Promise<unknown>;
}

/** Reads the identity row; undefined where this database has none. Throws what the connection throws. */
export async function readIdentity(connection: Queryable): Promise<DatabaseIdentity | undefined> {
  // Asked of the catalogue first, because each driver words "no such table" in its own way.
  const tables = (await connection.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_name = 'database_identity'`,
  )) as unknown[];
  if (tables.length === 0) return undefined;
  // The time as text, because a driver would read a DATETIME in its own time zone.
  const rows = (await connection.query(
    `SELECT class, uuid, DATE_FORMAT(made_at, '%Y-%m-%dT%H:%i:%sZ') AS made_at FROM database_identity WHERE id = 1`,
  )) as { class: string; uuid: string; made_at: string }[];
  const row = rows[0];
  const found = databaseClasses.find((name) => name === row?.class);
  if (row === undefined || found === undefined) return undefined;
  return { class: found, uuid: row.uuid, madeAt: new Date(row.made_at) };
}

/** The identity of the database, which must be of the class asked for: a wrong URL then costs this error and nothing else. */
export async function requireIdentity(connection: Queryable, wanted: DatabaseClass): Promise<DatabaseIdentity> {
  const identity = await readIdentity(connection);
  if (identity?.class === wanted) return identity;
  const found = identity === undefined ? 'a database without an identity row' : `the ${identity.class} database`;
  throw new Failure(`this URL leads to ${found}, not to ${wanted}`, {
    fix:
      `set the URL to the database whose identity row says "${wanted}"` +
      (identity === undefined ? `; if it is a new one, run: bulkhead migrate ${wanted}` : ''),
  });
}
