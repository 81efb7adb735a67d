import type { Connection } from 'mariadb';
import { subscriptionsReadMax } from '../../policies/outbox.ts';
import { appendMarks } from './marks.ts';

/**
 * Marks the customers who have one of these products, step by step: a plan may have very many. Begun again after a
 * crash, it marks some of them twice, which changes nothing. Whoever gets the product meanwhile is marked for that.
 */
export async function markCustomersOf(connection: Connection, productIds: ReadonlySet<string>): Promise<void> {
  for (let after = ''; ;) {
    // By the primary key, and the products compared here: no index leads from a product to its subscriptions.
    const rows = await connection.execute<{ id: string; customer_id: string; products: unknown }[]>(
      `SELECT id, customer_id, JSON_EXTRACT(items, '$[*].product_id') AS products FROM billing_subscriptions
        WHERE id > ? ORDER BY id LIMIT ${subscriptionsReadMax}`,
      [after],
    );
    const customers = rows.filter(({ products }) => listOf(products).some((product) => productIds.has(product)));
    const marked = [...new Set(customers.map(({ customer_id: customer }) => customer))];
    await appendMarks(
      connection,
      marked.map((customer) => ({ kind: 'customer', objectId: customer })),
    );
    if (rows.length < subscriptionsReadMax) return;
    after = rows.at(-1)!.id;
  }
}

/** A function's JSON is text on one family of servers, parsed by the driver on the other; null where there are no items. */
function listOf(products: unknown): string[] {
  return (typeof products === 'string' ? JSON.parse(products) : (products ?? [])) as string[];
}
