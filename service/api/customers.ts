import type { BillingConnection } from '../database/billing-prisma.ts';
import { listOfPlaceholders, rowsOfPlaceholders } from '../database/statement.ts';
import type { Entitlements } from '../entitlements/entitlements.ts';
import { readEntitlements } from '../entitlements/read.ts';
import { Gathering } from './gathering.ts';
import { Refusal } from './problems.ts';
import type { Seen } from './route.ts';
import { isStripeId } from './schemas/fields.ts';

/** A customer as an app asks for it: by Stripe's id, or by its own reference. */
export interface CustomerQuestion {
  app: string;
  ref: string;
}

/** A row of billing_customers, and whether it is to be erased. */
export interface CustomerRow {
  id: string;
  app_name: string | null;
  app_reference: string | null;
  email: string | null;
  name: string | null;
  currency: string | null;
  balance: bigint;
  delinquent: boolean;
  deleted: boolean;
  livemode: boolean;
  created: Date;
  /** It was erased, or somebody asked for it. */
  erased: boolean;
}

/** Finds the customers of apps. Those of another app are not found, exactly as those that are not there. */
export class Customers {
  readonly #rows = new Gathering(findCustomers);
  readonly #entitlements = new Gathering(findWithEntitlements);

  /** Undefined where the app has no such customer. */
  find(question: CustomerQuestion): Promise<CustomerRow | undefined> {
    return this.#rows.ask(question);
  }

  /** What a customer may use, in the same look at the database as the customer. */
  findWithEntitlements(question: CustomerQuestion): Promise<CustomerWithEntitlements | undefined> {
    return this.#entitlements.ask(question);
  }

  async close(): Promise<void> {
    await Promise.all([this.#rows.close(), this.#entitlements.close()]);
  }
}

export interface CustomerWithEntitlements {
  customer: CustomerRow;
  entitlements: Entitlements;
}

/**
 * Notes for the access log whom a request is about, also one that the app does not have: it may be another's.
 * Throws a Refusal for a customer that the app does not have, and for one who was, or is to be, erased.
 */
export function requireThere(customer: CustomerRow | undefined, ref: string, seen: Seen): CustomerRow {
  if (customer === undefined) {
    if (isStripeId(ref)) seen.subjectId = ref;
    throw new Refusal('no-such-customer');
  }
  seen.customerId = customer.id;
  if (customer.erased) throw new Refusal('customer-erased');
  return customer;
}

async function findWithEntitlements(
  connection: BillingConnection,
  questions: readonly CustomerQuestion[],
): Promise<(CustomerWithEntitlements | undefined)[]> {
  const customers = await findCustomers(connection, questions);
  const ids = [...new Set(customers.flatMap((customer) => customer?.id ?? []))];
  const entitlements = await readEntitlements(connection, ids);
  return customers.map((customer) => customer && { customer, entitlements: entitlements.get(customer.id)! });
}

/**
 * The metadata of a connected account's customer is written by whoever holds that account, so that it proves nothing:
 * apps have customers of billing's own account only.
 */
const select = `SELECT c.id, c.app_name, c.app_reference, c.email, c.name, c.currency, c.balance, c.delinquent, c.deleted,
    c.livemode, c.created, e.customer_id IS NOT NULL OR r.customer_id IS NOT NULL AS erased
  FROM billing_customers c
  LEFT JOIN billing_erasures e ON e.customer_id = c.id
  LEFT JOIN billing_erasure_requests r ON r.customer_id = c.id
  WHERE c.account_id IS NULL AND`;

async function findCustomers(
  connection: BillingConnection,
  questions: readonly CustomerQuestion[],
): Promise<(CustomerRow | undefined)[]> {
  const [byId, byReference] = await Promise.all([
    findById(
      connection,
      questions.filter(({ ref }) => isStripeId(ref)),
    ),
    findByReference(
      connection,
      questions.filter(({ ref }) => !isStripeId(ref)),
    ),
  ]);
  return questions.map((question) => {
    if (!isStripeId(question.ref)) return byReference.get(nameOf(question));
    const row = byId.get(question.ref);
    return row?.app_name === question.app ? row : undefined;
  });
}

async function findById(
  connection: BillingConnection,
  questions: readonly CustomerQuestion[],
): Promise<ReadonlyMap<string, CustomerRow>> {
  if (questions.length === 0) return new Map();
  const rows = await connection.execute<CustomerRow[]>(
    `${select} c.id IN (${listOfPlaceholders(questions.length)})`,
    questions.map(({ ref }) => ref),
  );
  return new Map(rows.map((row) => [row.id, rowOf(row)]));
}

/** Of customers that had one reference after another, the one that is left; else the newest. */
async function findByReference(
  connection: BillingConnection,
  questions: readonly CustomerQuestion[],
): Promise<ReadonlyMap<string, CustomerRow>> {
  if (questions.length === 0) return new Map();
  const rows = await connection.execute<CustomerRow[]>(
    `${select} (c.app_name, c.app_reference) IN (${rowsOfPlaceholders(questions.length, 2)})`,
    questions.flatMap(({ app, ref }) => [app, ref]),
  );
  const inOrder = rows.map(rowOf).sort(worstFirst);
  return new Map(inOrder.map((row) => [nameOf({ app: row.app_name!, ref: row.app_reference! }), row]));
}

/** There before deleted before erased. */
function rankOf({ erased, deleted }: CustomerRow): number {
  if (erased) return 0;
  return deleted ? 1 : 2;
}

function worstFirst(one: CustomerRow, other: CustomerRow): number {
  return rankOf(one) - rankOf(other) || one.created.getTime() - other.created.getTime() || (one.id < other.id ? -1 : 1);
}

/** Apps' names have no space. */
function nameOf({ app, ref }: CustomerQuestion): string {
  return `${app} ${ref}`;
}

/** BOOLEAN comes as 0 or 1. */
function rowOf(row: CustomerRow): CustomerRow {
  const [delinquent, deleted, livemode, erased] = [row.delinquent, row.deleted, row.livemode, row.erased].map(Boolean);
  return { ...row, delinquent: delinquent!, deleted: deleted!, livemode: livemode!, erased: erased! };
}
