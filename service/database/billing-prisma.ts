import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { type Connection, type ConnectionConfig, createConnection, createPool } from 'mariadb';
import { commitSecondsMax } from '../../policies/webhook.ts';
import { PrismaClient } from '../../prisma/billing/client/client.ts';
import { exitCode, Failure } from '../../failure.ts';
import { withinSeconds } from '../within-seconds.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { requireIdentity } from './identity.ts';
import { readDatabaseUrl } from './url-variables.ts';

/**
 * The only door to billing's data. Two ways lead through it, and both look at the identity row before anything else:
 *   billingPrisma      for reads and ordinary writes;
 *   connectBilling()   for the ledger's group commit, whose prepared statements Prisma cannot batch
 *                      (runbooks/decisions/0003-group-commit.md has the figures).
 */

/** A connection whose identity row says `billing`. */
export type BillingConnection = Connection;

const connectSecondsMax = 3;
const lockWaitSecondsMax = 3;
const prismaConnectionsMax = 8;
/** Statements differ by how many rows they carry, so there are a few hundred of them. */
const preparedStatementsMax = 1024;

/**
 * Connects to BILLING_DATABASE_URL. Nothing is kept until commit() is called on it.
 * Throws a Failure where it leads to another database than billing's.
 */
export async function connectBilling(): Promise<BillingConnection> {
  const connection = await createConnection({ ...sessionOptions(), prepareCacheLength: preparedStatementsMax });
  await requireBilling(connection);
  // Statements are sent ahead of the answers to those before them. When one of them makes the server roll back, as a
  // deadlock does, those behind it must find themselves in a transaction again, not each in one of its own.
  await connection.query('SET autocommit = 0');
  return connection;
}

/** Prisma connects with the first query; until the identity row has said `billing`, every query fails. */
class BillingAdapter extends PrismaMariaDb {
  override async connect() {
    const pool = createPool({
      ...sessionOptions(),
      connectionLimit: prismaConnectionsMax,
      minimumIdle: 1,
      acquireTimeout: connectSecondsMax * 1000,
    });
    try {
      const connection = await pool.getConnection();
      await requireBilling(connection);
      await connection.release();
      return await new PrismaMariaDb(pool, { disposeExternalPool: true }).connect();
    } catch (error) {
      // Not waited for: where the server is frozen there is no end to it.
      void pool.end().catch(() => undefined);
      throw error;
    }
  }
}

export const billingPrisma = new PrismaClient({ adapter: new BillingAdapter({}) });

/** Throws where the identity row does not say `billing`, or does not come in time; the connection is then over. */
async function requireBilling(connection: Connection): Promise<void> {
  try {
    await withinSeconds(connectSecondsMax, requireIdentity(connection, 'billing'));
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

function sessionOptions(): ConnectionConfig {
  const url = readDatabaseUrl('BILLING_DATABASE_URL');
  if (url === undefined) {
    throw new Failure('BILLING_DATABASE_URL is not set', {
      fix: 'set it to the URL of billing’s app user',
      exitCode: exitCode.wrongUse,
    });
  }
  return {
    ...parseDatabaseUrl(url, 'BILLING_DATABASE_URL'),
    connectTimeout: connectSecondsMax * 1000,
    timezone: 'Z',
    // The count of rows that an INSERT IGNORE really wrote tells duplicates from new events.
    foundRows: false,
    // READ COMMITTED: a tie is decided among what others have committed by now, and no gaps are locked.
    initSql: [
      // MariaDB also ends a transaction whose process is frozen: nothing of it may come to life later. MySQL cannot.
      `SET time_zone = '+00:00' /*M!100300 , SESSION idle_transaction_timeout = ${commitSecondsMax} */`,
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      `SET SESSION innodb_lock_wait_timeout = ${lockWaitSecondsMax}`,
    ],
  };
}
