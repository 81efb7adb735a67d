import type { BillingConnection } from '../database/billing-prisma.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { appendToLedger } from './ledger.ts';
import { applySnapshots } from './project/apply.ts';

/**
 * Commits deliveries in one transaction and says what became of each, in their order: ledger rows first, duplicates
 * dropped, then the projections of what was new. Rows are written in the order of their ids, so that two processes
 * with the same events wait for each other instead of deadlocking.
 * Throws what the database throws; nothing of the batch is then kept, unless it was lost on the way back from COMMIT,
 * which the sender's retry finds out.
 */
export async function commitTogether(
  connection: BillingConnection,
  deliveries: readonly Delivery[],
): Promise<Outcome[]> {
  const first = new Map<string, Delivery>();
  for (const delivery of deliveries) if (!first.has(delivery.event.id)) first.set(delivery.event.id, delivery);
  const inOrder = [...first.values()].sort((a, b) => (a.event.id < b.event.id ? -1 : 1));

  let written: Set<Delivery>;
  try {
    // Not awaited by itself: the connection sends both in one go, and answers in order.
    const [, appended] = await Promise.all([connection.beginTransaction(), appendToLedger(connection, inOrder)]);
    await applySnapshots(
      connection,
      appended.flatMap(({ snapshot }) => snapshot ?? []),
    );
    await connection.commit();
    written = new Set(appended);
  } catch (error) {
    // A connection that is gone has rolled back by itself; the error worth reporting is the first one.
    await connection.rollback().catch(() => undefined);
    throw error;
  }
  return deliveries.map((delivery) => (written.has(delivery) ? delivery.state : 'duplicate'));
}
