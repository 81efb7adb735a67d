import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import type { Connection, UpsertResult } from 'mariadb';
import type { Stripe } from 'stripe';
import { settleSeconds } from '../../policies/erasure.ts';
import { withEvidence } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { stripeClient } from '../stripe/client.ts';
import { openStore } from '../backup/store/open-store.ts';
import { operatorName } from '../operator.ts';
import type { Store } from '../backup/store/store.ts';
import { withPrivacyConnection } from './connect-privacy.ts';
import { requireCustomerId } from './customer-id.ts';
import { findErasure, writeErasure } from './erasure-ledger.ts';
import { withEventBar } from './event-bar.ts';
import { evidenceOfErasures } from './evidence.ts';
import { describeReceipt, heldUntil, matrixOfReceipt, type Receipt } from './receipt.ts';
import { type Progress, redactCustomers } from './redact.ts';
import { eraseRequested } from './requested.ts';
import { deleteAtStripe, stateAtStripe } from './stripe-customer.ts';

export const command = new Command()
  .description(
    'Erases a customer (GDPR Art. 17): personal columns and the text of every stored event here, and the customer at\n' +
      'Stripe, which ends its subscriptions at once. What the law wants kept stays; the receipt says what, why, and\n' +
      'until when locked backups still hold the rest. Stopped anywhere, another run completes it.',
  )
  .argument('[customer]', 'Stripe’s id of the customer: cus_…')
  .option('--requested', 'erase all whose erasure apps asked for, and which is not done yet; schedule it')
  .option('--without-stripe', 'do nothing at Stripe; the receipt says so')
  .option('--json', 'print the receipt as one JSON object on stdout; with --requested the list of them')
  .addHelpText(
    'after',
    `
Environment:
  BILLING_PRIVACY_URL       billing's privacy user; unset, the MariaDB of this machine
  BILLING_PRIVACY_PASSWORD  its password, where the URL has none
  BILLING_BACKUP_STORE      where backups and the erasure ledger lie; unset, a folder of this repository
  STRIPE_API_KEY            a key that may read and write customers; or say --without-stripe
  STRIPE_API_BASE           a stand-in for Stripe, such as http://127.0.0.1:12111
  STRIPE_MODE               test (default) or live: which world the key is of

Examples:
  STRIPE_MODE=live STRIPE_API_KEY=sk_live_… ./bulkhead erase cus_NffrFeUfNV2Hib
  STRIPE_MODE=live STRIPE_API_KEY=sk_live_… ./bulkhead erase --requested`,
  )
  .action(async (customer: string | undefined, flags: Flags) => {
    if ((customer === undefined) !== (flags.requested === true)) {
      throw new Failure('it is one customer, or all whose erasure was requested', {
        fix: 'name the customer, or say --requested',
        exitCode: exitCode.wrongUse,
      });
    }
    if (customer !== undefined) requireCustomerId(customer);
    const stripe = flags.withoutStripe === true ? undefined : stripeClient();
    const store = await openStore('billing');
    const erase = () =>
      withPrivacyConnection((connection) =>
        withEventBar(async (progress) => {
          const options = { store, stripe, askedBy: operatorName(), progress, say };
          if (customer === undefined) return eraseAllRequested(connection, options, flags);
          const receipt = await eraseCustomer(connection, customer, options);
          process.stdout.write(
            flags.json === true ? `${JSON.stringify(receipt, null, 2)}\n` : describeReceipt(receipt),
          );
          return [receipt];
        }),
      );
    await withEvidence({ kind: 'erasure', database: 'billing' }, erase, evidenceOfErasures);
  });

interface Flags {
  requested?: boolean;
  withoutStripe?: boolean;
  json?: boolean;
}

async function eraseAllRequested(
  connection: Connection,
  options: ErasureOptions,
  { json }: Flags,
): Promise<readonly Receipt[]> {
  const { receipts, failed } = await eraseRequested(connection, options);
  process.stdout.write(
    json === true ? `${JSON.stringify(receipts, null, 2)}\n` : receipts.map(describeReceipt).join('\n'),
  );
  if (failed.length === 0) {
    say(`${receipts.length} were requested, and are done`);
    return receipts;
  }
  const faults = failed.map(({ customer, error }) => `${customer} (${error.message})`);
  throw new Failure(
    `${failed.length} of ${failed.length + receipts.length} requested erasures are not done: ${faults.join('; ')}`,
    {
      fix: 'mend what each says, then run it again: it goes on with what is not done',
    },
  );
}

function say(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
}

export interface ErasureOptions {
  store: Store;
  /** Undefined where nothing is to be done at Stripe. */
  stripe: Stripe | undefined;
  askedBy: string;
  progress?: Progress;
  /** Told what takes a while. */
  say?: (line: string) => void;
  /** Seconds until no transaction is left that does not know of the erasure; from policies/erasure.ts but in tests. */
  settleSeconds?: number;
}

/**
 * Erases a customer and returns the receipt. What has to survive whatever happens comes first: the ledger outside the
 * database, then the row that keeps later events from bringing the person back. Once no transaction is left that has
 * not seen that row, one look at all events is enough; Stripe is next, and last it is written down that all was done.
 * Each step finds out whether it was done before. Throws a Failure for a customer whom nobody knows, before anything is
 * changed, and where Stripe does not answer.
 */
export async function eraseCustomer(
  connection: Connection,
  customer: string,
  options: ErasureOptions,
): Promise<Receipt> {
  const { store, stripe } = options;
  const { askedAt, askedBy } = await announceErasure(connection, customer, options);
  await settle(connection, customer, options);
  await redactCustomers(connection, await databaseOf(connection), [customer], options.progress);
  if (stripe !== undefined) await deleteAtStripe(stripe, customer);
  const { events, finishedAt } = await finish(connection, customer, options);

  const rows = await rowsOf(connection, customer);
  const { erased, kept } = matrixOfReceipt();
  return {
    ...{ customer, askedAt, askedBy },
    erased: { events, rows: { billing_customers: rows.billing_customers }, columns: erased },
    kept: { rows, columns: kept },
    stripe: stripe === undefined ? 'not asked' : 'deleted',
    backups: { place: store.place, heldUntil: await heldUntil(store, finishedAt) },
  };
}

/**
 * Writes an erasure down where it outlives everything, and where the service sees it; nothing is erased yet. Done again
 * it changes nothing. Throws as eraseCustomer() does.
 */
export async function announceErasure(connection: Connection, customer: string, options: ErasureOptions) {
  await requireKnown(connection, customer, options);
  const written = await writeErasure(options.store, customer, options.askedBy);
  await rememberErasure(connection, customer);
  return written;
}

/** A typing error must not look like a done erasure, and a key of another account must not look like a deletion. */
async function requireKnown(connection: Connection, customer: string, { store, stripe }: ErasureOptions) {
  const here = (await isInDatabase(connection, customer)) || (await findErasure(store, customer)) !== undefined;
  const there = stripe === undefined ? 'not asked' : await stateAtStripe(stripe, customer);
  if (there === 'unknown' && here) {
    throw new Failure(`billing knows ${customer}, but Stripe does not, so nothing was changed`, {
      fix: 'use the key of the account and the mode (test or live) it belongs to, or say --without-stripe',
    });
  }
  if (here || there === 'there' || there === 'deleted') return;
  throw new Failure(
    `nobody knows ${customer}: neither billing’s database nor the erasure ledger, nor Stripe if asked`,
    {
      fix: 'compare the id with the customer’s page in Stripe’s dashboard, and the database with the mode (test or live)',
    },
  );
}

async function isInDatabase(connection: Connection, customer: string): Promise<boolean> {
  const [row] = await connection.query<{ known: bigint | number }[]>(
    `SELECT EXISTS (SELECT 1 FROM billing_erasures WHERE customer_id = ?)
      OR EXISTS (SELECT 1 FROM billing_customers WHERE id = ?)
      OR EXISTS (SELECT 1 FROM billing_subscriptions WHERE customer_id = ?)
      OR EXISTS (SELECT 1 FROM billing_invoices WHERE customer_id = ?)
      OR EXISTS (SELECT 1 FROM billing_webhooks WHERE object_id = ?) AS known`,
    Array.from({ length: 5 }, () => customer),
  );
  return Number(row?.known) === 1;
}

/** From here on no new transaction of the service stores what identifies this customer. */
async function rememberErasure(connection: Connection, customer: string): Promise<void> {
  await connection.query('INSERT IGNORE INTO billing_erasures (customer_id, erased_at) VALUES (?, UTC_TIMESTAMP(3))', [
    customer,
  ]);
}

/** Waits until every transaction is over that may have looked before the erasure was there to be seen. */
async function settle(connection: Connection, customer: string, options: ErasureOptions): Promise<void> {
  const [row] = await connection.query<{ age: bigint }[]>(
    'SELECT TIMESTAMPDIFF(MICROSECOND, erased_at, UTC_TIMESTAMP(3)) AS age FROM billing_erasures WHERE customer_id = ?',
    [customer],
  );
  const seconds = (options.settleSeconds ?? settleSeconds) - Number(row!.age) / 1_000_000;
  if (seconds <= 0) return;
  options.say?.(`waiting ${Math.ceil(seconds)} s for transactions that do not know of the erasure yet`);
  await wait(seconds * 1000);
}

async function databaseOf(connection: Connection): Promise<string> {
  const [row] = await connection.query<{ name: string }[]>('SELECT DATABASE() AS name');
  return row!.name;
}

/** Writes down that all was done, in the access log as well, once for however many runs it took. */
async function finish(
  connection: Connection,
  customer: string,
  { askedBy, stripe }: ErasureOptions,
): Promise<{ events: number; finishedAt: Date }> {
  await connection.beginTransaction();
  const { affectedRows } = await connection.query<UpsertResult>(
    'UPDATE billing_erasures SET finished_at = UTC_TIMESTAMP(3) WHERE customer_id = ? AND finished_at IS NULL',
    [customer],
  );
  if (affectedRows > 0) {
    await connection.query(
      `INSERT INTO billing_access_log (at, actor, action, customer_id, result) VALUES (UTC_TIMESTAMP(3), ?, 'erase', ?, ?)`,
      [askedBy, customer, stripe === undefined ? 'erased, not at Stripe' : 'erased'],
    );
  }
  await connection.commit();
  const [row] = await connection.query<{ events: number; finished_at: Date }[]>(
    'SELECT events, finished_at FROM billing_erasures WHERE customer_id = ?',
    [customer],
  );
  return { events: row!.events, finishedAt: row!.finished_at };
}

async function rowsOf(connection: Connection, customer: string) {
  const [row] = await connection.query<Record<'customers' | 'subscriptions' | 'invoices', bigint>[]>(
    `SELECT (SELECT COUNT(*) FROM billing_customers WHERE id = ?) AS customers,
      (SELECT COUNT(*) FROM billing_subscriptions WHERE customer_id = ?) AS subscriptions,
      (SELECT COUNT(*) FROM billing_invoices WHERE customer_id = ?) AS invoices`,
    [customer, customer, customer],
  );
  return {
    billing_customers: Number(row!.customers),
    billing_subscriptions: Number(row!.subscriptions),
    billing_invoices: Number(row!.invoices),
  };
}
