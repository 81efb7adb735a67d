import { allEnded } from '../database/all-ended.ts';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { markSnapshots } from '../outbox/marks.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { erasedCustomers, withoutErased } from './erased-customers.ts';
import { writeFollowUps } from './follow-up.ts';
import { appendToLedger } from './ledger.ts';
import { applySnapshots } from './project/apply.ts';

/**
 * Commits deliveries in one transaction and says what became of each, in their order: ledger rows first, duplicates
 * dropped, then the projections of what was new, and the marks from which apps are told. Rows are written in the order of their ids, so that two processes
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

  let written: Set<string>;
  try {
    written = new Set((await write(connection, inOrder)).map(({ event }) => event.id));
    await connection.commit();
  } catch (error) {
    // A connection that is gone has rolled back by itself; the error worth reporting is the first one.
    await connection.rollback().catch(() => undefined);
    throw error;
  }
  return deliveries.map((delivery) => {
    const { id } = delivery.event;
    return first.get(id) === delivery && written.has(id) ? delivery.state : 'duplicate';
  });
}

/**
 * Ledger and projections leave in one go, as if all were new and nobody erased, which is mostly so: the network is
 * waited for once. Where it was not so, that is taken back. Only what was new is then projected, for what the ledger
 * holds as quarantined must not be applied by a second delivery, and nothing is kept that identifies who was erased.
 */
async function write(connection: BillingConnection, deliveries: readonly Delivery[]): Promise<Delivery[]> {
  const [appended, , erased] = await allEnded([
    appendToLedger(connection, deliveries),
    applyAll(connection, deliveries),
    erasedCustomers(connection, deliveries),
  ]);
  if (appended.length === deliveries.length && erased.size === 0) {
    await writeFollowUps(connection, appended);
    return appended;
  }
  await connection.rollback();
  const appendedAgain = await appendToLedger(
    connection,
    deliveries.map((delivery) => withoutErased(delivery, erased)),
  );
  await applyAll(connection, appendedAgain);
  await writeFollowUps(connection, appendedAgain);
  return appendedAgain;
}

async function applyAll(connection: BillingConnection, deliveries: readonly Delivery[]): Promise<void> {
  const snapshots = deliveries.flatMap(({ snapshot }) => snapshot ?? []);
  await allEnded([applySnapshots(connection, snapshots), markSnapshots(connection, snapshots)]);
}
