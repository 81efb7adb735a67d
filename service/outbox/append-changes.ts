import { createHash } from 'node:crypto';
import type { Connection } from 'mariadb';
import { listOfPlaceholders, rowsOfPlaceholders } from '../database/statement.ts';
import { type Entitlements, entitlementsOf } from '../entitlements/entitlements.ts';
import { readEntitlements } from '../entitlements/read.ts';
import { appendMarks } from './marks.ts';

/** The one thing that apps are told of so far. */
export const changeType = 'entitlements.changed';

/** A customer, the app that it belongs to, and whether that app wants its changes posted. */
interface AppCustomer {
  id: string;
  app_name: string;
  posted: boolean;
}

/** What was last told of a customer, to which app, and whether that app wants its changes posted. */
interface Told {
  customer_id: string;
  app_name: string;
  body_sha256: string;
  posted: number | bigint | null;
}

interface Change {
  customer: AppCustomer;
  entitlements: Entitlements;
  body: string;
  sha256: string;
}

/**
 * Appends a change for each of these customers whose entitlements at that time are not what its app was last told, and
 * a mark for the time at which they end by themselves. `finish` belongs to the same transaction. Customers of no app,
 * and those who have nothing and never had, are told of to nobody; an app that a customer was taken from is told that it
 * has nothing there any more. The connection must be the only one that appends.
 */
export async function appendChanges(
  connection: Connection,
  customerIds: readonly string[],
  now: Date,
  finish: () => Promise<void>,
): Promise<void> {
  const customers = await customersOfApps(connection, customerIds);
  const told = await lastTold(connection, customerIds);
  const changes = [...farewells(customers, told, now), ...(await changesOf(connection, customers, told, now))];
  await connection.beginTransaction();
  try {
    await append(connection, changes, now);
    await appendMarks(
      connection,
      changes.flatMap(({ customer, entitlements: { valid_until: end } }) =>
        end === null ? [] : [{ kind: 'customer' as const, objectId: customer.id, dueAt: new Date(end) }],
      ),
    );
    await finish();
    await connection.commit();
  } catch (error) {
    await connection.rollback().catch(() => undefined);
    throw error;
  }
}

async function customersOfApps(connection: Connection, customerIds: readonly string[]): Promise<AppCustomer[]> {
  const rows = await connection.query<(Omit<AppCustomer, 'posted'> & { posted: number | bigint })[]>(
    `SELECT c.id, c.app_name, a.webhook_url IS NOT NULL AND a.revoked_at IS NULL AS posted
      FROM billing_customers c JOIN billing_apps a ON a.name = c.app_name
      WHERE c.id IN (${listOfPlaceholders(customerIds.length)})`,
    [...customerIds],
  );
  return rows.map((row) => ({ ...row, posted: Number(row.posted) === 1 }));
}

type ToldByCustomer = ReadonlyMap<string, Told>;

async function changesOf(
  connection: Connection,
  customers: readonly AppCustomer[],
  told: ToldByCustomer,
  now: Date,
): Promise<Change[]> {
  if (customers.length === 0) return [];
  const ids = customers.map(({ id }) => id);
  const entitlements = await readEntitlements(connection, ids, now);
  return customers.flatMap((customer) => {
    const change = changeOf(customer, entitlements.get(customer.id)!);
    const last = told.get(customer.id);
    // Another app that the customer was given to was told nothing yet.
    const known =
      last?.app_name === customer.app_name ? last.body_sha256 === change.sha256 : change.entitlements.status === 'none';
    return known ? [] : [change];
  });
}

/** To the app that each customer belonged to when something was last told of it, and which is another's, or nobody's, now. */
function farewells(customers: readonly AppCustomer[], told: ToldByCustomer, now: Date): Change[] {
  const owners = new Map(customers.map(({ id, app_name: app }) => [id, app]));
  return [...told.values()].flatMap(({ customer_id: id, app_name, body_sha256, posted }) => {
    if (owners.get(id) === app_name) return [];
    const change = changeOf({ id, app_name, posted: Number(posted) === 1 }, entitlementsOf(id, [], new Map(), now));
    return change.sha256 === body_sha256 ? [] : [change];
  });
}

function changeOf(customer: AppCustomer, entitlements: Entitlements): Change {
  const body = JSON.stringify(entitlements);
  return { customer, entitlements, body, sha256: createHash('sha256').update(body).digest('hex') };
}

async function lastTold(connection: Connection, customerIds: readonly string[]): Promise<Map<string, Told>> {
  const rows = await connection.query<Told[]>(
    `SELECT n.customer_id, n.app_name, n.body_sha256, a.webhook_url IS NOT NULL AND a.revoked_at IS NULL AS posted
      FROM billing_changes n LEFT JOIN billing_apps a ON a.name = n.app_name WHERE n.sequence IN
      (SELECT MAX(sequence) FROM billing_changes WHERE customer_id IN (${listOfPlaceholders(customerIds.length)})
        GROUP BY customer_id)`,
    [...customerIds],
  );
  return new Map(rows.map((row) => [row.customer_id, row]));
}

async function append(connection: Connection, changes: readonly Change[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const first = await nextSequence(connection, now);
  const columns = ['sequence', 'app_name', 'customer_id', 'type', 'body', 'body_sha256', 'created_at', 'state'];
  await connection.query(
    `INSERT INTO billing_changes (${columns.join(', ')}, next_try_at)
      VALUES ${rowsOfPlaceholders(changes.length, columns.length + 1)}`,
    changes.flatMap(({ customer, body, sha256 }, index) => [
      ...[first + BigInt(index), customer.app_name, customer.id, changeType, body, sha256, now],
      ...(customer.posted ? ['pending', now] : ['pulled', null]),
    ]),
  );
}

/**
 * Goes by the clock, in microseconds, rather than by one: a database that was restored from a backup must not give
 * numbers again that apps have seen under other changes. Still below what JSON carries exactly.
 */
async function nextSequence(connection: Connection, now: Date): Promise<bigint> {
  const [row] = await connection.query<{ last: bigint | null }[]>('SELECT MAX(sequence) AS last FROM billing_changes');
  const [byClock, byCount] = [BigInt(now.getTime()) * 1000n, BigInt(row?.last ?? 0) + 1n];
  return byClock > byCount ? byClock : byCount;
}
