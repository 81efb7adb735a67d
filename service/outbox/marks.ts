import type { BillingConnection } from '../database/billing-prisma.ts';
import type { ProjectionTable, Row } from '../webhook/project/projection.ts';
import type { Snapshot } from '../webhook/project/snapshot.ts';

/** That something changed which entitlements may depend on: a row of billing_outbox. */
export interface Mark {
  kind: 'customer' | 'product';
  objectId: string;
}

/** Whose entitlements a row may change. An invoice does where a subscription's grace is counted from it. */
const marked: Record<ProjectionTable, (row: Row) => Mark | null> = {
  billing_customers: ({ id }) => ({ kind: 'customer', objectId: String(id) }),
  billing_subscriptions: ({ customer_id: customer }) => ({ kind: 'customer', objectId: String(customer) }),
  billing_invoices: ({ customer_id: customer, subscription_id: subscription }) =>
    customer === null || subscription === null ? null : { kind: 'customer', objectId: String(customer) },
  billing_products: ({ id }) => ({ kind: 'product', objectId: String(id) }),
};

/**
 * Writes marks for what these snapshots may change, each once. In the transaction that applies them, so that there is
 * no change without its mark; whether it is one, the relay finds out.
 */
export async function markSnapshots(connection: BillingConnection, snapshots: readonly Snapshot[]): Promise<void> {
  const marks = new Map<string, Mark>();
  for (const { projection, row } of snapshots) {
    const mark = marked[projection.table](row);
    if (mark !== null) marks.set(`${mark.kind} ${mark.objectId}`, mark);
  }
  await appendMarks(connection, [...marks.values()]);
}

/**
 * Marks that the relay looks at from then on, or at once where no time is given: by the server's clock, which the relay
 * goes by. Writes nothing where there are none.
 */
export async function appendMarks(
  connection: Pick<BillingConnection, 'execute'>,
  marks: readonly (Mark & { dueAt?: Date })[],
): Promise<void> {
  if (marks.length === 0) return;
  const rows = marks.map(() => '(?,?,COALESCE(?,UTC_TIMESTAMP(3)))').join(',');
  await connection.execute(
    `INSERT INTO billing_outbox (kind, object_id, due_at) VALUES ${rows}`,
    marks.flatMap(({ kind, objectId, dueAt }) => [kind, objectId, dueAt ?? null]),
  );
}
