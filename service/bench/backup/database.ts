import type { Connection } from 'mariadb';
import { connectBilling } from '../../database/billing-prisma.ts';
import { playYear } from '../../demo/year.ts';
import { startLocalStripe } from '../../stripe/local-stripe/server.ts';
import { asStripeEvent } from '../../webhook/event.ts';
import { prepare } from '../../webhook/prepare.ts';
import { commitTogether } from '../../webhook/transaction.ts';
import { commitEventsMax } from '../../../policies/webhook.ts';

/** Commits the events of a year of a small SaaS, as its webhooks would; the ledger's samples are made of them. */
export async function playYearIntoBilling(): Promise<void> {
  const stripe = await startLocalStripe();
  const connection = await connectBilling();
  try {
    await playYear(stripe.client(), () => undefined);
    const listed = await Array.fromAsync(stripe.client().events.list({ limit: 100 }));
    const deliveries = listed
      .flatMap((event) => asStripeEvent(event) ?? [])
      .map((event) => prepare(event, false, new Date()));
    for (let at = 0; at < deliveries.length; at += commitEventsMax) {
      await commitTogether(connection, deliveries.slice(at, at + commitEventsMax));
    }
  } finally {
    await connection.end();
    await stripe.stop();
  }
}

/** Copies the year's events under new ids until billing's tables have so many bytes, as the server counts them. */
export async function growBilling(admin: Connection, bytes: number): Promise<number> {
  await admin.query('CREATE DATABASE IF NOT EXISTS bench');
  await admin.query('CREATE TABLE IF NOT EXISTS bench.samples AS SELECT * FROM billing.billing_webhooks');
  for (let round = 1; ; round += 1) {
    const size = await sizeOf(admin);
    if (size >= bytes) return size;
    await admin.query(
      `INSERT INTO billing.billing_webhooks
         (event_id, type, object_id, created, received_at, livemode, api_version, state, reason, payload)
       SELECT CONCAT('evt_1', LEFT(SHA1(CONCAT(sequence, '-', ?)), 24)), type, object_id, created, received_at, livemode,
              api_version, state, reason, payload
         FROM bench.samples`,
      [`${size}-${round}`],
    );
  }
}

async function sizeOf(admin: Connection): Promise<number> {
  await admin.query('ANALYZE TABLE billing.billing_webhooks');
  const [row] = await admin.query<{ bytes: bigint | string }[]>(
    `SELECT SUM(data_length + index_length) AS bytes FROM information_schema.tables WHERE table_schema = 'billing'`,
  );
  return Number(row!.bytes);
}
