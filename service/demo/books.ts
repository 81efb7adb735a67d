import type Stripe from 'stripe';
import { billingPrisma } from '../database/billing-prisma.ts';
import { customerProjection } from '../webhook/project/customer.ts';
import { invoiceProjection } from '../webhook/project/invoice.ts';
import type { Projection, Row } from '../webhook/project/projection.ts';
import { subscriptionProjection } from '../webhook/project/subscription.ts';

/** One line of the comparison: how many objects of a kind and status each side has, and whether they agree in full. */
export interface BookLine {
  kind: 'customers' | 'subscriptions' | 'invoices';
  status: string;
  billing: number;
  stripe: number;
  /** Whether the very same objects stand on both sides, equal in every projected field. */
  equal: boolean;
}

/** Reads all of Stripe through its API and all of billing's database, and compares them field by field. */
export async function compareBooks(stripe: Stripe): Promise<BookLine[]> {
  const [customers, subscriptions, invoices] = await Promise.all([
    billingPrisma.billing_customers.findMany({ where: { deleted: false } }),
    billingPrisma.billing_subscriptions.findMany(),
    billingPrisma.billing_invoices.findMany({ where: { deleted: false } }),
  ]);
  return [
    ...compare(
      'customers',
      customerProjection,
      customers,
      await all(stripe.customers.list({ limit: 100 })),
      standingOf,
    ),
    ...compare(
      'subscriptions',
      subscriptionProjection,
      subscriptions,
      await all(stripe.subscriptions.list({ status: 'all', limit: 100 })),
      (row) => String(row['status']),
    ),
    ...compare('invoices', invoiceProjection, invoices, await all(stripe.invoices.list({ limit: 100 })), (row) =>
      String(row['status']),
    ),
  ];
}

async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  return Array.fromAsync(list);
}

function standingOf(row: Record<string, unknown>): string {
  return row['delinquent'] === true ? 'delinquent' : 'in good standing';
}

function compare(
  kind: BookLine['kind'],
  projection: Projection,
  rows: readonly Record<string, unknown>[],
  objects: readonly object[],
  statusOf: (row: Record<string, unknown>) => string,
): BookLine[] {
  // Stripe’s lists are of the account whose key was used; a row says so with null.
  const expected = objects.map((object) => ({ ...projection.read(object, 'read from the API'), account_id: null }));
  const billing = Map.groupBy(rows, statusOf);
  const stripe = Map.groupBy(expected, statusOf);
  return [...new Set([...billing.keys(), ...stripe.keys()])].sort().map((status) => {
    const [ours, theirs] = [billing.get(status) ?? [], stripe.get(status) ?? []];
    const equal = fingerprint(projection, ours) === fingerprint(projection, theirs);
    return { kind, status, billing: ours.length, stripe: theirs.length, equal };
  });
}

/** Every projected column of every row, in one text that does not depend on their order. */
function fingerprint(projection: Projection, rows: readonly (Row | Record<string, unknown>)[]): string {
  return rows
    .map((row) => projection.columns.map((column) => plain(row[column])).join('|'))
    .sort()
    .join('\n');
}

/** A driver gives back a BigInt, a Date, or parsed JSON, where a projection holds a number, a Date, or JSON text. */
function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
