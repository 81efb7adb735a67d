import type { BillingConnection } from '../../database/billing-prisma.ts';

/** A lock's name has at most 64 characters; ids have more, and a server may hold several databases. */
const lockName = `SHA2(CONCAT('bulkhead read ', DATABASE(), ' ', ?), 256)`;

/**
 * Takes the server's lock of each object that is free, and returns the ids of those. The locks go with releaseLocks(),
 * or with the connection, so that a process that was killed holds none.
 */
export async function takeFreeLocks(connection: BillingConnection, ids: readonly string[]): Promise<string[]> {
  const taken = await Promise.all(
    ids.map((id) =>
      connection.query<{ taken: bigint | number | null }[]>(`SELECT GET_LOCK(${lockName}, 0) AS taken`, [id]),
    ),
  );
  return ids.filter((_, index) => Number(taken[index]?.[0]?.taken) === 1);
}

/** Gives back every lock that this connection holds. */
export async function releaseLocks(connection: BillingConnection): Promise<void> {
  await connection.query('SELECT RELEASE_ALL_LOCKS()');
}
