import type { BillingConnection } from '../database/billing-prisma.ts';
import { askToRead } from '../stripe/read/queue.ts';
import type { Delivery } from './delivery.ts';
import type { FollowUp } from './thin-event.ts';

/**
 * Writes down what new events call for beside being kept, in their own transaction: it is asked for exactly when the
 * event is durable. Costs nothing where none of them calls for anything.
 */
export async function writeFollowUps(connection: BillingConnection, appended: readonly Delivery[]): Promise<void> {
  const calling = appended.flatMap(({ event, followUp }) => (followUp === null ? [] : [{ event, followUp }]));
  // In the order of the objects, as all that is written here: two processes then wait for each other.
  calling.sort((a, b) => ((a.followUp.read?.objectId ?? '') < (b.followUp.read?.objectId ?? '') ? -1 : 1));
  for (const { event, followUp } of calling) {
    await writeFollowUp(connection, followUp, { account: event.account ?? null, cause: event.type });
  }
}

/** Queues the object for reading, and moves the sweep of its account back. Commits nothing. */
export async function writeFollowUp(
  connection: BillingConnection,
  { read, sweepFrom }: FollowUp,
  { account, cause }: { account: string | null; cause: string },
): Promise<void> {
  if (read !== null) {
    await askToRead(connection, [{ id: read.objectId, kind: read.kind, account }], cause);
  }
  if (sweepFrom !== null) {
    await connection.execute(
      `INSERT INTO billing_watermarks (name, reached_at, updated_at) VALUES (?, ?, ?)
         ON DUPLICATE KEY UPDATE reached_at = LEAST(reached_at, VALUES(reached_at)), updated_at = VALUES(updated_at)`,
      [sweepWatermark(account), sweepFrom, new Date()],
    );
  }
}

/** The name under which billing_watermarks says how far an account was swept. */
export function sweepWatermark(account: string | null): string {
  return account === null ? 'sweep' : `sweep ${account}`;
}
