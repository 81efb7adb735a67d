import { type Connection, type ConnectionConfig, createConnection } from 'mariadb';
import { Failure } from '../../failure.ts';
import { parseDatabaseUrl } from './database-url.ts';

const connectMillisecondsMax = 10_000;

/** What the server's refusals mean for the person who wrote the URL. */
const fixes: Record<string, string> = {
  ER_ACCESS_DENIED_ERROR: 'check the user and the password in the URL',
  ER_DBACCESS_DENIED_ERROR: 'this user may not enter that database: check both in the URL, and prisma/*/grants.sql',
  ER_BAD_DB_ERROR: 'run prisma/<class>/database.sql as an administrator, or correct the database name in the URL',
  ER_ACCOUNT_HAS_BEEN_LOCKED: "give the user a credential: ALTER USER '…'@'%' IDENTIFIED BY '…' ACCOUNT UNLOCK",
};

/**
 * One connection to a mysql:// or mariadb:// URL, for commands that an operator runs. `variable` says in messages
 * where the URL came from. Throws a Failure that never shows the URL, because it holds the password.
 */
export async function connect(
  url: string,
  variable: string,
  options: { multipleStatements?: boolean } = {},
): Promise<Connection> {
  return open({ ...parseDatabaseUrl(url, variable), ...options }, variable);
}

/** One connection to the server alone, in no database: for what makes databases, or comes when one is gone. */
export async function connectToServer(target: ConnectionConfig, variable: string): Promise<Connection> {
  const server = { ...target };
  delete server.database;
  return open(server, variable);
}

async function open(target: ConnectionConfig, variable: string): Promise<Connection> {
  try {
    const timeouts = { connectTimeout: connectMillisecondsMax };
    const connection = await createConnection({ ...target, ...timeouts, timezone: 'Z' });
    // Without a listener, a server that goes away between two queries ends this process; the next query says it too.
    connection.on('error', () => undefined);
    return connection;
  } catch (error) {
    const { code = 'no code', sqlMessage, message } = error as { code?: string; sqlMessage?: string; message: string };
    const server = `${target.host}:${target.port}`;
    throw new Failure(`cannot connect with ${variable} to ${server}: ${sqlMessage ?? message} (${code})`, {
      fix: fixes[code] ?? 'check that the database runs and that this machine can reach it',
      cause: error,
    });
  }
}
