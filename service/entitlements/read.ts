import type { Connection } from 'mariadb';
import { listOfPlaceholders } from '../database/statement.ts';
import { type Entitlements, entitlementsOf, type ProductRow, type SubscriptionRow } from './entitlements.ts';

/** As the driver gives it: JSON is parsed, BOOLEAN is 0 or 1. */
type ReadSubscription = Omit<SubscriptionRow, 'cancel_at_period_end'> & { account_id: string | null } & {
  cancel_at_period_end: number;
};
type ReadProduct = ProductRow & { id: string; account_id: string | null };

/**
 * What each of these customers may use, in two prepared statements however many they are. Who is not known, or was
 * deleted, has nothing. A connection without autocommit is left within its transaction.
 *
 * Ids of customers and products can be chosen at Stripe: only what lies in the customer's own account counts, so that no
 * connected account sells, or gives away, what is another's.
 */
export async function readEntitlements(
  connection: Connection,
  customerIds: readonly string[],
  now: Date = new Date(),
): Promise<Map<string, Entitlements>> {
  const subscriptions = await readSubscriptions(connection, customerIds);
  const products = await readProducts(connection, subscriptions);
  const byCustomer = Map.groupBy(subscriptions, ({ customer_id: customer }) => customer);
  return new Map(
    customerIds.map((customer) => {
      const own = byCustomer.get(customer) ?? [];
      const sold = products.get(own[0]?.account_id ?? null) ?? new Map<string, ProductRow>();
      return [customer, entitlementsOf(customer, own, sold, now)];
    }),
  );
}

/** Only what may entitle is asked for: a customer's past is often longer than the present. */
async function readSubscriptions(
  connection: Connection,
  customerIds: readonly string[],
): Promise<ListedSubscription[]> {
  if (customerIds.length === 0) return [];
  const asked = padded(customerIds);
  const rows = await connection.execute<ReadSubscription[]>(
    `SELECT s.id, s.customer_id, s.account_id, s.status, s.items, s.created, s.trial_end, s.cancel_at,
        s.cancel_at_period_end, i.created AS latest_invoice_created
      FROM billing_customers c
      JOIN billing_subscriptions s ON s.customer_id = c.id AND s.account_id <=> c.account_id
      LEFT JOIN billing_invoices i ON i.id = s.latest_invoice_id AND i.account_id <=> s.account_id
      WHERE c.id IN (${listOfPlaceholders(asked.length)}) AND NOT c.deleted
        AND s.status IN ('trialing', 'active', 'past_due')`,
    asked,
  );
  return rows.map((row) => ({ ...row, cancel_at_period_end: Boolean(row.cancel_at_period_end) }));
}

type ListedSubscription = SubscriptionRow & { account_id: string | null };

/** By account, then by id. */
async function readProducts(
  connection: Connection,
  subscriptions: readonly ListedSubscription[],
): Promise<Map<string | null, Map<string, ProductRow>>> {
  const ids = [...new Set(subscriptions.flatMap(({ items }) => items.map(({ product_id: id }) => id)))];
  if (ids.length === 0) return new Map();
  const asked = padded(ids);
  const rows = await connection.execute<ReadProduct[]>(
    `SELECT id, account_id, plan, features FROM billing_products WHERE id IN (${listOfPlaceholders(asked.length)})`,
    asked,
  );
  const byAccount = Map.groupBy(rows, ({ account_id: account }) => account);
  return new Map([...byAccount].map(([account, sold]) => [account, new Map(sold.map((row) => [row.id, row]))]));
}

/** Filled up to a power of two with what is asked for anyway, so that the server prepares few statements. */
function padded(ids: readonly string[]): string[] {
  const length = 2 ** Math.ceil(Math.log2(ids.length));
  return Array.from({ length }, (_, index) => ids[index] ?? ids[0]!);
}
