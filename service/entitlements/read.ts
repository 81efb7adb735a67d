import type { Connection } from 'mariadb';
import { listOfPlaceholders, padded } from '../database/statement.ts';
import { type Entitlements, entitlementsOf, type ProductRow, type SubscriptionRow } from './entitlements.ts';

/** A customer, and what it may use. */
export interface EntitledCustomer {
  id: string;
  app_name: string | null;
  app_reference: string | null;
  deleted: boolean;
  created: Date;
  /** It was erased, or somebody asked for it. */
  erased: boolean;
  entitlements: Entitlements;
}

/** Which customers: a condition on `c`, their table, and the values of its placeholders. */
export interface WantedCustomers {
  condition: string;
  values: readonly string[];
}

/**
 * What each of these customers may use, in one prepared statement however many they are. Who is not known, or was
 * deleted, has nothing. `now` is the server's time unless it is given: whether a trial or a grace is over is then the same
 * for every process, whatever its own clock says, and the same that apps are told. A connection without autocommit is left within its transaction.
 */
export async function readEntitlements(
  connection: Connection,
  customerIds: readonly string[],
  now?: Date,
): Promise<Map<string, Entitlements>> {
  if (customerIds.length === 0) return new Map();
  const values = padded(customerIds);
  const condition = `c.id IN (${listOfPlaceholders(values.length)})`;
  const customers = await readEntitledCustomers(connection, { condition, values }, now);
  const found = new Map(customers.map(({ id, entitlements }) => [id, entitlements]));
  return new Map(customerIds.map((id) => [id, found.get(id) ?? nothingOf(id)]));
}

/** At whatever time. */
function nothingOf(id: string): Entitlements {
  return entitlementsOf(id, [], new Map(), new Date());
}

/** The customers that are wanted, each with what it may use; in one statement, for the network costs more than the rows. */
export async function readEntitledCustomers(
  connection: Connection,
  { condition, values }: WantedCustomers,
  now?: Date,
): Promise<EntitledCustomer[]> {
  const rows = await connection.execute<Row[]>(`${select} WHERE ${condition}`, [...values]);
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((own) => customerOf(own, now ?? own[0]!.now));
}

/** As the driver gives it: JSON is parsed, BOOLEAN is 0 or 1. One row for each item of each subscription. */
interface Row {
  now: Date;
  id: string;
  app_name: string | null;
  app_reference: string | null;
  deleted: number;
  created: Date;
  erased: number | bigint;
  subscription_id: string | null;
  status: string;
  items: SubscriptionRow['items'];
  subscribed_at: Date;
  trial_end: Date | null;
  cancel_at: Date | null;
  cancel_at_period_end: number;
  latest_invoice_created: Date | null;
  product_id: string | null;
  plan: string | null;
  features: readonly string[];
}

/**
 * Only what may entitle is asked for: a customer's past is often longer than the present, and only a grace depends on an
 * invoice. Ids of customers and products can be chosen at Stripe: only what lies in the customer's own account counts,
 * so that no connected account sells, or gives away, what is another's.
 */
const select = `SELECT UTC_TIMESTAMP(3) AS now, c.id, c.app_name, c.app_reference, c.deleted, c.created,
    e.customer_id IS NOT NULL OR r.customer_id IS NOT NULL AS erased,
    s.id AS subscription_id, s.status, s.items, s.created AS subscribed_at, s.trial_end, s.cancel_at,
    s.cancel_at_period_end, i.created AS latest_invoice_created, p.id AS product_id, p.plan, p.features
  FROM billing_customers c
  LEFT JOIN billing_erasures e ON e.customer_id = c.id
  LEFT JOIN billing_erasure_requests r ON r.customer_id = c.id
  LEFT JOIN billing_subscriptions s ON s.customer_id = c.id AND s.account_id <=> c.account_id AND NOT c.deleted
    AND s.status IN ('trialing', 'active', 'past_due')
  LEFT JOIN billing_invoices i
    ON s.status = 'past_due' AND i.id = s.latest_invoice_id AND i.account_id <=> s.account_id
  LEFT JOIN JSON_TABLE(s.items, '$[*]' COLUMNS (product_id VARCHAR(255) CHARACTER SET ascii PATH '$.product_id')) item
    ON TRUE
  LEFT JOIN billing_products p ON p.id = item.product_id AND p.account_id <=> s.account_id`;

function customerOf(rows: readonly Row[], now: Date): EntitledCustomer {
  const { id, app_name, app_reference, deleted, created, erased } = rows[0]!;
  const subscriptions = new Map<string, SubscriptionRow>();
  const products = new Map<string, ProductRow>();
  for (const row of rows) {
    if (row.subscription_id !== null) subscriptions.set(row.subscription_id, subscriptionOf(row, row.subscription_id));
    if (row.product_id !== null) products.set(row.product_id, row);
  }
  return {
    ...{ id, app_name, app_reference, created },
    deleted: Boolean(deleted),
    erased: Boolean(Number(erased)),
    entitlements: entitlementsOf(id, [...subscriptions.values()], products, now),
  };
}

function subscriptionOf(row: Row, id: string): SubscriptionRow {
  const { status, items, subscribed_at: created, trial_end, cancel_at, latest_invoice_created } = row;
  return {
    ...{ id, customer_id: row.id, status, items, created, trial_end, cancel_at, latest_invoice_created },
    cancel_at_period_end: Boolean(row.cancel_at_period_end),
  };
}
