import type { Connection, ConnectionConfig } from 'mariadb';
import { connectToServer } from '../../database/connect.ts';
import { serverFailure } from '../../database/server-failure.ts';

/** Does the work with a connection to the server, in no database of it. What the server refuses is a Failure in words. */
export async function withServer<Result>(
  target: ConnectionConfig,
  variable: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await connectToServer(target, variable);
  try {
    return await work(connection);
  } catch (error) {
    throw serverFailure(error);
  } finally {
    await connection.end();
  }
}
