import { connectBilling } from '../database/billing-prisma.ts';
import type { Delivery } from '../webhook/delivery.ts';
import { asStripeEvent } from '../webhook/event.ts';
import { prepare } from '../webhook/prepare.ts';
import { commitTogether } from '../webhook/transaction.ts';
import type { BillingRows, DatabaseRow } from './billing-rows.ts';
import type { EventBody } from './stripe-objects.ts';

/** An event as it comes in over HTTP: parsed afresh for each delivery. */
export function received(event: EventBody): Delivery {
  return prepare(asStripeEvent(JSON.parse(JSON.stringify(event)))!, false, new Date());
}

/** What every other way to deliver these events has to end in. Empties the tables first; sets BILLING_DATABASE_URL. */
export async function projectionsInOrder(
  databaseUrl: string,
  rows: BillingRows,
  events: readonly EventBody[],
): Promise<Record<string, DatabaseRow[]>> {
  await rows.empty();
  process.env['BILLING_DATABASE_URL'] = databaseUrl;
  // For the comparison nobody has to wait for the disk.
  await rows.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
  const connection = await connectBilling();
  for (const event of events) await commitTogether(connection, [received(event)]);
  await connection.end();
  await rows.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  return rows.projections();
}
