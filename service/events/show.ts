import { Failure } from '../../failure.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { logAccess } from './access.ts';
import { beliefOf, differences, readHistory } from './history.ts';
import { type ListedEvent, listEvents } from './list.ts';
import { mendOf } from './reason-class.ts';

export interface ShownEvent {
  facts: ListedEvent;
  /** What the row became by it, field by field; null where it is not applied, or its text was removed. */
  changed: ReturnType<typeof differences> | null;
  payload: unknown;
}

/** Throws a Failure where there is no such event. The access log says that it was shown, before it is. */
export async function showEvent(id: string): Promise<ShownEvent> {
  const [facts] = (await listEvents({ id, limit: 1 })).events;
  const row = await billingPrisma.billing_webhooks.findUnique({ where: { event_id: id } });
  if (facts === undefined || row === null) {
    throw new Failure(`there is no event ${id} in the ledger`, {
      fix: 'look for it with: ./bulkhead events list --object ID; what Stripe lists and billing lacks comes with: ./bulkhead sweep',
    });
  }
  const payload: unknown = row.payload === null ? null : JSON.parse(row.payload);
  await logAccess('events.show', id, customerIn(payload));
  return { facts, changed: facts.object === null ? null : await changesBy(id, facts.object), payload };
}

/** What billing believed once it knew this event, against what it believed just before. */
async function changesBy(id: string, objectId: string): Promise<ShownEvent['changed']> {
  const known = await readHistory(objectId);
  const place = known.findIndex(({ eventId }) => eventId === id);
  if (place === -1 || known[place]!.snapshot === null) return null;
  return differences(beliefOf(known.slice(0, place)), beliefOf(known.slice(0, place + 1))!);
}

function customerIn(payload: unknown): string | null {
  const { object } = (payload as { data?: { object?: Record<string, unknown> } } | null)?.data ?? {};
  const customer = object?.['object'] === 'customer' ? object['id'] : object?.['customer'];
  return typeof customer === 'string' ? customer : null;
}

export function describeEvent({ facts, changed, payload }: ShownEvent): string {
  const { reasonClass, ...rest } = facts;
  const lines = Object.entries(rest)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(12)} ${value instanceof Date ? value.toISOString() : String(value)}\n`);
  const mend = reasonClass === null ? '' : `${'mend'.padEnd(12)} ${mendOf[reasonClass]}\n`;
  const fields = Object.entries(changed ?? {}).map(
    ([field, { from, to }]) => `  ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}\n`,
  );
  const effect =
    changed === null ? '' : `Changed ${fields.length === 0 ? 'nothing' : `in its row:\n${fields.join('')}`}`;
  const text = payload === null ? 'Its text was removed.\n' : `${JSON.stringify(payload, null, 2)}\n`;
  return `${lines.join('')}${mend}${effect}${fields.length === 0 && changed !== null ? '\n' : ''}${text}`;
}
