import { createHash } from 'node:crypto';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { listOfPlaceholders, rowsOfPlaceholders } from '../database/statement.ts';
import type { Delivery } from './delivery.ts';
import { asStripeEvent, type StripeEvent } from './event.ts';
import { tiedEventsMax } from '../../policies/webhook.ts';

const columns = [
  ...['event_id', 'type', 'object_id', 'created', 'received_at'],
  ...['livemode', 'api_version', 'state', 'reason', 'payload'],
  'account_id',
];
const columnsOfErased = [...columns, 'payload_sha256', 'payload_removed'];

/**
 * Writes deliveries into the ledger and returns those that were not there yet.
 *
 * IGNORE lets the unique key drop what is known, without a look-up before it. It would also bend a value that does not
 * fit; such a warning is an error here.
 */
export async function appendToLedger(
  connection: BillingConnection,
  deliveries: readonly Delivery[],
): Promise<Delivery[]> {
  const written = deliveries.some(({ erased }) => erased) ? columnsOfErased : columns;
  const rows = rowsOfPlaceholders(deliveries.length, written.length);
  const inserted = await connection.execute<{ affectedRows: number; insertId: bigint; warningStatus: number }>(
    `INSERT IGNORE INTO billing_webhooks (${written.join(', ')}) VALUES ${rows}`,
    deliveries.flatMap((delivery) => valuesOf(delivery).slice(0, written.length)),
  );
  const known = deliveries.length - inserted.affectedRows;
  if (inserted.warningStatus > known) throw new Error('the ledger would have changed a value to make it fit');
  if (known === 0) return [...deliveries];
  if (known === deliveries.length) return [];
  return onlyWritten(connection, deliveries, inserted.insertId);
}

/** One INSERT takes one run of sequence numbers: a row of ours whose number lies outside it was there before. */
async function onlyWritten(
  connection: BillingConnection,
  deliveries: readonly Delivery[],
  firstSequence: bigint,
): Promise<Delivery[]> {
  const written = await connection.execute<{ event_id: string }[]>(
    `SELECT event_id FROM billing_webhooks
      WHERE event_id IN (${listOfPlaceholders(deliveries.length)}) AND sequence >= ? AND sequence < ?`,
    [...deliveries.map(({ event }) => event.id), firstSequence, firstSequence + BigInt(deliveries.length)],
  );
  const ids = new Set(written.map((row) => row.event_id));
  return deliveries.filter(({ event }) => ids.has(event.id));
}

/**
 * The applied events of one object that Stripe made in one second: what a tie is decided among. Null where the text of
 * any of them was removed.
 */
export async function eventsOfSecond(
  connection: BillingConnection,
  objectId: string,
  created: Date,
): Promise<StripeEvent[] | null> {
  const rows = await connection.execute<{ payload: string | null }[]>(
    `SELECT payload FROM billing_webhooks
      WHERE object_id = ? AND created = ? AND state = 'applied' ORDER BY event_id DESC LIMIT ${tiedEventsMax}`,
    [objectId, created],
  );
  const payloads = rows.flatMap(({ payload }) => payload ?? []);
  if (payloads.length < rows.length) return null;
  return payloads.flatMap((payload) => asStripeEvent(JSON.parse(payload)) ?? []);
}

function valuesOf({ event, objectId, receivedAt, state, reason, payload, erased }: Delivery): unknown[] {
  const kept = erased ? [null, createHash('sha256').update(payload).digest('hex'), 'erased'] : [payload, null, null];
  const [text, ...removed] = kept;
  return [
    ...[event.id, event.type, objectId, new Date(event.created * 1000), receivedAt, event.livemode],
    ...[event.api_version ?? null, state, reason, text, event.account ?? null],
    ...removed,
  ];
}
