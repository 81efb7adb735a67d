import type Stripe from 'stripe';
import { healthEventWaitMinutes } from '../../../policies/sweep.ts';
import { connectBilling } from '../../database/billing-prisma.ts';
import { writeFollowUp } from '../../webhook/follow-up.ts';
import { failureOf, healthEventKind } from '../../webhook/thin-event.ts';

interface Waiting {
  object_id: string;
  account_id: string | null;
  cause: string;
  asked_at: Date;
  tries: number;
}

/**
 * Fetches the health events whose notification did not say what they are about, and does what they call for. One that
 * Stripe does not give waits for a later sweep. Throws what the database throws.
 */
export async function fetchHealthEvents(stripe: Stripe, notice: (line: string) => void): Promise<void> {
  const connection = await connectBilling();
  try {
    const waiting = await connection.execute<Waiting[]>(
      `SELECT object_id, account_id, cause, asked_at, tries FROM billing_object_reads
        WHERE done_at IS NULL AND next_try_at <= ? AND kind = ? ORDER BY next_try_at`,
      [new Date(), healthEventKind],
    );
    // Else the next statements would see what was there when this one was asked.
    await connection.commit();
    for (const row of waiting) {
      const fetched = await fetchData(stripe, row);
      if (fetched === undefined) {
        const minutes = healthEventWaitMinutes[row.tries] ?? healthEventWaitMinutes.at(-1)!;
        notice(`CAUTION: Stripe does not give ${row.object_id} (${row.cause}): asking again in ${minutes} minutes`);
        await connection.execute(
          'UPDATE billing_object_reads SET tries = tries + 1, next_try_at = ? WHERE object_id = ?',
          [new Date(Date.now() + minutes * 60_000), row.object_id],
        );
      } else {
        const found = failureOf(fetched);
        if (found !== null) {
          const account = found.account ?? row.account_id;
          await writeFollowUp(connection, found, { account, cause: row.cause });
        } else {
          notice(
            `CAUTION: ${row.object_id} (${row.cause}) names neither a time nor an object: compare all with Stripe`,
          );
        }
        await connection.execute('UPDATE billing_object_reads SET done_at = ? WHERE object_id = ? AND asked_at = ?', [
          new Date(),
          row.object_id,
          row.asked_at,
        ]);
      }
      await connection.commit();
    }
  } finally {
    await connection.end().catch(() => connection.destroy());
  }
}

/** The event's data; null where it has none, undefined where Stripe does not answer with it now. */
async function fetchData(stripe: Stripe, { object_id: id, account_id: account }: Waiting): Promise<unknown> {
  try {
    const event = await stripe.v2.core.events.retrieve(id, {}, account === null ? {} : { stripeAccount: account });
    return (event as { data?: unknown }).data ?? null;
  } catch {
    return undefined;
  }
}
