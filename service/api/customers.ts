import { connectionsPerLoggedQuestion } from '../../policies/api.ts';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { listOfPlaceholders, padded, rowsOfPlaceholders } from '../database/statement.ts';
import { type EntitledCustomer, readEntitledCustomers, type WantedCustomers } from '../entitlements/read.ts';
import type { Entitlements } from '../entitlements/entitlements.ts';
import { accessOf, type Seen, writeAccesses } from './access-log.ts';
import { Gathering } from './gathering.ts';
import { Refusal } from './problems.ts';
import { isStripeId } from './schemas/fields.ts';

/** A customer as an app asks for it: by Stripe's id, or by its own reference. */
export interface CustomerQuestion {
  app: string;
  ref: string;
}

/** The same, by a request whose row of the access log is to be written as well. */
export interface LoggedQuestion extends CustomerQuestion {
  seen: Seen;
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
  /** When that was; null where nobody did. */
  erased_at: Date | null;
}

/** Finds the customers of apps. Those of another app are not found, exactly as those that are not there. */
export class Customers {
  readonly #rows = new Gathering<CustomerQuestion, CustomerRow | undefined>((connection, questions) =>
    find(connection, questions, readCustomers),
  );
  readonly #entitlements = new Gathering<LoggedQuestion, Entitlements | Refusal>(
    readLogged,
    connectionsPerLoggedQuestion,
  );

  /** Undefined where the app has no such customer. */
  find(question: CustomerQuestion): Promise<CustomerRow | undefined> {
    return this.#rows.ask(question);
  }

  /**
   * What a customer may use. This is what apps ask for most, so the access log is written by the batch that reads: a
   * request waits once for the database instead of twice. Throws what `requireThere` throws.
   */
  async readEntitlements(question: LoggedQuestion): Promise<Entitlements> {
    const found = await this.#entitlements.ask(question);
    if (found instanceof Refusal) throw found;
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([this.#rows.close(), this.#entitlements.close()]);
  }
}

/**
 * Notes for the access log whom a request is about, also one that the app does not have: it may be another's.
 * Throws a Refusal for a customer that the app does not have, and for one who was, or is to be, erased.
 */
export function requireThere<Row extends Pick<CustomerRow, 'id' | 'erased'>>(
  customer: Row | undefined,
  ref: string,
  seen: Seen,
): Row {
  if (customer === undefined) {
    if (isStripeId(ref)) seen.subjectId = ref;
    throw new Refusal('no-such-customer');
  }
  seen.customerId = customer.id;
  if (customer.erased) throw new Refusal('customer-erased');
  return customer;
}

async function readLogged(
  connection: BillingConnection,
  questions: readonly LoggedQuestion[],
): Promise<(Entitlements | Refusal)[]> {
  const customers = await find(connection, questions, readEntitledCustomers);
  const replies = questions.map(({ ref, seen }, index) => entitlementsOr(customers[index], ref, seen));
  const statuses = replies.map((reply) => (reply instanceof Refusal ? reply.status : 200));
  await writeAccesses(
    connection,
    questions.map(({ seen }, index) => accessOf(seen, statuses[index]!)),
  );
  for (const { seen } of questions) seen.isLogged = true;
  return replies;
}

function entitlementsOr(customer: EntitledCustomer | undefined, ref: string, seen: Seen): Entitlements | Refusal {
  try {
    return requireThere(customer, ref, seen).entitlements;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What is found of a customer, whatever else is asked for of it. */
type Found = Pick<CustomerRow, 'id' | 'app_name' | 'app_reference' | 'deleted' | 'created' | 'erased'>;

/** Reads the customers that are wanted. */
type Reading<Row extends Found> = (connection: BillingConnection, wanted: WantedCustomers) => Promise<readonly Row[]>;

async function find<Row extends Found>(
  connection: BillingConnection,
  questions: readonly CustomerQuestion[],
  read: Reading<Row>,
): Promise<(Row | undefined)[]> {
  const [byId, byReference] = await Promise.all([
    findById(connection, [...new Set(questions.flatMap(({ ref }) => (isStripeId(ref) ? ref : [])))], read),
    findByReference(
      connection,
      questions.filter(({ ref }) => !isStripeId(ref)),
      read,
    ),
  ]);
  return questions.map((question) => {
    if (!isStripeId(question.ref)) return byReference.get(nameOf(question));
    const row = byId.get(question.ref);
    return row?.app_name === question.app ? row : undefined;
  });
}

/**
 * The metadata of a connected account's customer is written by whoever holds that account, so that it proves nothing:
 * apps have customers of billing's own account only.
 */
const ofOwnAccount = 'c.account_id IS NULL';

async function findById<Row extends Found>(
  connection: BillingConnection,
  ids: readonly string[],
  read: Reading<Row>,
): Promise<ReadonlyMap<string, Row>> {
  if (ids.length === 0) return new Map();
  const values = padded(ids);
  const condition = `${ofOwnAccount} AND c.id IN (${listOfPlaceholders(values.length)})`;
  const rows = await read(connection, { condition, values });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Of customers that had one reference after another, the one that is left; else the newest. */
async function findByReference<Row extends Found>(
  connection: BillingConnection,
  questions: readonly CustomerQuestion[],
  read: Reading<Row>,
): Promise<ReadonlyMap<string, Row>> {
  if (questions.length === 0) return new Map();
  const asked = padded(questions);
  const condition = `${ofOwnAccount} AND (c.app_name, c.app_reference) IN (${rowsOfPlaceholders(asked.length, 2)})`;
  const rows = await read(connection, { condition, values: asked.flatMap(({ app, ref }) => [app, ref]) });
  const inOrder = rows.toSorted(worstFirst);
  return new Map(inOrder.map((row) => [nameOf({ app: row.app_name!, ref: row.app_reference! }), row]));
}

async function readCustomers(
  connection: BillingConnection,
  { condition, values }: WantedCustomers,
): Promise<CustomerRow[]> {
  const rows = await connection.execute<CustomerRow[]>(
    `SELECT c.id, c.app_name, c.app_reference, c.email, c.name, c.currency, c.balance, c.delinquent, c.deleted,
        c.livemode, c.created, e.customer_id IS NOT NULL OR r.customer_id IS NOT NULL AS erased,
        COALESCE(r.asked_at, e.erased_at) AS erased_at
      FROM billing_customers c
      LEFT JOIN billing_erasures e ON e.customer_id = c.id
      LEFT JOIN billing_erasure_requests r ON r.customer_id = c.id
      WHERE ${condition}`,
    [...values],
  );
  return rows.map(rowOf);
}

/** There before deleted before erased. */
function rankOf({ erased, deleted }: Found): number {
  if (erased) return 0;
  return deleted ? 1 : 2;
}

function worstFirst(one: Found, other: Found): number {
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
