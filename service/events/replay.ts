import { setTimeout as wait } from 'node:timers/promises';
import type { SqlError } from 'mariadb';
import { commitTriesMax } from '../../policies/webhook.ts';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { markSnapshots } from '../outbox/marks.ts';
import { remedyFor } from '../webhook/database-error.ts';
import type { Delivery, State } from '../webhook/delivery.ts';
import { erasedCustomers, withoutErased } from '../webhook/erased-customers.ts';
import { asStripeEvent } from '../webhook/event.ts';
import { prepare, quarantined } from '../webhook/prepare.ts';
import { applySnapshots } from '../webhook/project/apply.ts';

/** What a replay made of one event. `changed` says whether anything is now different from before. */
export interface Replayed {
  event: string;
  state: State | 'unknown';
  changed: boolean;
  /** Why it was not applied; null where it was, or had been. */
  reason: string | null;
}

interface Kept {
  state: State;
  reason: string | null;
  payload: string | null;
  received_at: Date;
}

const repeatWaitMilliseconds = 15;

/**
 * Applies a kept event as if it came now, in one transaction with the line in the access log that says who did it. An
 * event that is applied already changes nothing; two replays at once have one effect, since each locks the event first.
 * What cannot be applied still stays as it is, with its reason of now. Throws what the database throws.
 */
export async function replay(
  connection: BillingConnection,
  eventId: string,
  options: { livemode: boolean; actor: string },
): Promise<Replayed> {
  let refusal: string | undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      const replayed = await replayOnce(connection, eventId, { ...options, refusal });
      await connection.commit();
      return replayed;
    } catch (error) {
      await connection.rollback();
      const remedy = remedyFor(error);
      if (tries >= commitTriesMax || remedy === 'refuse') throw error;
      if (remedy === 'repeat') await wait(repeatWaitMilliseconds * tries * Math.random());
      else refusal = `the database refused a value: ${(error as SqlError).code ?? 'unknown error'}`;
    }
  }
}

/** With a `refusal` nothing is applied any more: the event stays quarantined for it. */
async function replayOnce(
  connection: BillingConnection,
  eventId: string,
  { livemode, actor, refusal }: { livemode: boolean; actor: string; refusal: string | undefined },
): Promise<Replayed> {
  const [kept] = await connection.execute<Kept[]>(
    'SELECT state, reason, payload, received_at FROM billing_webhooks WHERE event_id = ? FOR UPDATE',
    [eventId],
  );
  if (kept === undefined) return { event: eventId, state: 'unknown', changed: false, reason: 'not in the ledger' };
  const delivery = readAgain(kept, livemode);
  if (kept.state === 'applied' || delivery === null) {
    const reason = kept.state === 'applied' ? null : 'its text was removed, or is no snapshot event';
    await logReplay(connection, actor, eventId, null, kept.state === 'applied' ? 'applied already' : 'not applicable');
    return { event: eventId, state: kept.state, changed: false, reason };
  }
  const judged = refusal === undefined ? delivery : { ...delivery, ...quarantined(refusal) };
  const { state, reason, snapshot } = withoutErased(judged, await erasedCustomers(connection, [judged]));
  const changed = state !== kept.state;
  await connection.execute(
    "UPDATE billing_webhooks SET state = ?, reason = ?, applied_at = IF(? = 'applied', ?, applied_at) WHERE event_id = ?",
    [state, reason, state, new Date(), eventId],
  );
  if (snapshot !== null) {
    await applySnapshots(connection, [snapshot]);
    await markSnapshots(connection, [snapshot]);
  }
  const customer = delivery.event.data.object['customer'];
  await logReplay(connection, actor, eventId, typeof customer === 'string' ? customer : null, state);
  return { event: eventId, state, changed, reason };
}

/** Null where there is nothing to read: a text that was removed, or a thin event, which has no state to apply. */
function readAgain({ payload, received_at: receivedAt }: Kept, livemode: boolean): Delivery | null {
  const event = payload === null ? null : asStripeEvent(JSON.parse(payload));
  return event && prepare(event, livemode, receivedAt);
}

async function logReplay(
  connection: BillingConnection,
  actor: string,
  eventId: string,
  customer: string | null,
  result: string,
): Promise<void> {
  await connection.execute(
    `INSERT INTO billing_access_log (at, actor, action, customer_id, result, subject_id) VALUES (?, ?, 'events.replay', ?, ?, ?)`,
    [new Date(), actor, customer, result, eventId],
  );
}
