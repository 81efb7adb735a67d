import type { Connection } from 'mariadb';
import { connect } from '../database/connect.ts';
import { requireIdentity } from '../database/identity.ts';
import { withDatabaseUrl } from '../database/with-database.ts';

/**
 * Does the work with a connection of billing's privacy user, to BILLING_PRIVACY_URL or to the MariaDB of this machine.
 * Throws a Failure where it leads to another database than billing's.
 */
export function withPrivacyConnection<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
  return withDatabaseUrl('billing', 'privacy', async (url, variable) => {
    const connection = await connectPrivacy(url, variable);
    try {
      return await work(connection);
    } finally {
      await connection.end();
    }
  });
}

export async function connectPrivacy(url: string, variable: string): Promise<Connection> {
  const connection = await connect(url, variable);
  try {
    await requireIdentity(connection, 'billing');
    // No gaps are locked, and what the service commits meanwhile is seen.
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    return connection;
  } catch (error) {
    await connection.end();
    throw error;
  }
}
