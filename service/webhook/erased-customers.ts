import { erasedColumnsOf } from '../../policies/erasure.ts';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import type { Delivery } from './delivery.ts';
import { identifier, type StripeEvent } from './event.ts';
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
  const customers = [...new Set(deliveries.flatMap(({ event }) => customersOf(event)))];
  if (customers.length === 0) return new Set();
  const rows = await connection.execute<{ customer_id: string }[]>(
    `SELECT customer_id FROM billing_erasures WHERE customer_id IN (${listOfPlaceholders(customers.length)})`,
    customers,
  );
  return new Set(rows.map(({ customer_id: customer }) => customer));
}

/** The delivery as it may be kept: as it is, or, where its customer was erased, without what identifies the person. */
export function withoutErased(delivery: Delivery, erased: ReadonlySet<string>): Delivery {
  if (!customersOf(delivery.event).some((customer) => erased.has(customer))) return delivery;
  const { snapshot } = delivery;
  return { ...delivery, erased: true, snapshot: snapshot && withoutPersonalColumns(snapshot) };
}

function withoutPersonalColumns(snapshot: Snapshot): Snapshot {
  const nothing = erasedColumnsOf(snapshot.projection.table).map((column) => [column, null] as const);
  return { ...snapshot, row: { ...snapshot.row, ...Object.fromEntries(nothing) } };
}

/** Whom an event is about: its object, or the customer whose the object is, or was until this event. */
function customersOf({ data: { object, previous_attributes: previous } }: StripeEvent): string[] {
  const named = [
    object['object'] === 'customer' ? object['id'] : undefined,
    object['customer'],
    previous?.['customer'],
  ];
  return named.flatMap((reference) => {
    const id = typeof reference === 'object' ? (reference as { id?: unknown } | null)?.id : reference;
    // What is no id cannot be asked for: the server refuses to compare it with one.
    return typeof id === 'string' && identifier.safeParse(id).success ? [id] : [];
  });
}
