import { erasedColumnsOf } from '../../policies/erasure.ts';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import type { Delivery } from './delivery.ts';
import type { Snapshot } from './project/snapshot.ts';

/**
 * Stripe goes on telling of a customer that was erased: its own customer.deleted carries email and name, and an invoice
 * may be paid weeks later. Such an event is kept without what identifies the person.
 */

/** The customers that deliveries are about and that were erased. Asks nothing where they are about none. */
export async function erasedCustomers(
  connection: BillingConnection,
  deliveries: readonly Delivery[],
): Promise<ReadonlySet<string>> {
  const customers = [...new Set(deliveries.flatMap(({ payload }) => namedIn(payload)))];
  if (customers.length === 0) return new Set();
  const rows = await connection.execute<{ customer_id: string }[]>(
    `SELECT customer_id FROM billing_erasures WHERE customer_id IN (${listOfPlaceholders(customers.length)})`,
    customers,
  );
  return new Set(rows.map(({ customer_id: customer }) => customer));
}

/** The delivery as it may be kept: as it is, or, where it names who was erased, without what identifies the person. */
export function withoutErased(delivery: Delivery, erased: ReadonlySet<string>): Delivery {
  if (!namedIn(delivery.payload).some((customer) => erased.has(customer))) return delivery;
  const { snapshot } = delivery;
  // One who is only named together with whoever was erased keeps its columns.
  const own = snapshot !== null && erased.has(String(snapshot.row['id']));
  return { ...delivery, erased: true, snapshot: own ? withoutPersonalColumns(snapshot) : snapshot };
}

function withoutPersonalColumns(snapshot: Snapshot): Snapshot {
  const nothing = erasedColumnsOf(snapshot.projection.table).map((column) => [column, null] as const);
  return { ...snapshot, row: { ...snapshot.row, ...Object.fromEntries(nothing) } };
}

/** Whom an event names: as in redact.ts each id that stands in quotes anywhere in it. Only such ids can be erased. */
function namedIn(payload: string): string[] {
  return Array.from(payload.matchAll(/"(cus_[A-Za-z0-9]{1,60})"/g), ([, id]) => id!);
}
