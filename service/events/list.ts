import Table from 'cli-table3';
import { billingPrisma } from '../database/billing-prisma.ts';
import type { State } from '../webhook/delivery.ts';
import { mendOf, reasonClassOf } from './reason-class.ts';

export interface Filters {
  id?: string;
  type?: string;
  object?: string;
  state?: State;
  since?: Date;
  until?: Date;
  account?: string;
  limit: number;
  /** What the list before gave as `next`. */
  after?: string;
}

export type ListedEvent = Awaited<ReturnType<typeof listEvents>>['events'][number];

/** Events, newest first, and where to go on: null at the end. Says nothing of the persons that they are about. */
export async function listEvents(filters: Filters) {
  const { id, type, object, state, since, until, account, limit, after } = filters;
  const rows = await billingPrisma.billing_webhooks.findMany({
    where: {
      ...(id !== undefined && { event_id: id }),
      ...(type !== undefined && { type }),
      ...(object !== undefined && { object_id: object }),
      ...(state !== undefined && { state }),
      ...(account !== undefined && { account_id: account }),
      ...((since ?? until) && { received_at: { ...(since && { gte: since }), ...(until && { lt: until }) } }),
      ...(after !== undefined && { sequence: { lt: BigInt(/^\d{1,19}$/.test(after) ? after : 0) } }),
    },
    orderBy: { sequence: 'desc' },
    // One more than asked for tells whether there are more.
    take: limit + 1,
    omit: { payload: true },
  });
  const events = rows.slice(0, limit).map((row) => ({
    ...{ id: row.event_id, type: row.type, object: row.object_id, account: row.account_id },
    ...{ created: row.created, receivedAt: row.received_at, state: row.state, appliedAt: row.applied_at },
    ...{ reason: row.reason, reasonClass: reasonClassOf(row.reason), textRemoved: row.payload_removed },
  }));
  return { events, next: rows.length > limit ? String(rows[limit - 1]!.sequence) : null };
}

export function describeList({ events, next }: Awaited<ReturnType<typeof listEvents>>): string {
  if (events.length === 0) return 'No event is like that.\n';
  const table = new Table({
    head: ['event', 'type', 'object', 'received', 'state', 'why'],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, type, object, receivedAt, state, reason, reasonClass } of events) {
    const why = reasonClass === null ? '' : `${reason} (${mendOf[reasonClass]})`;
    table.push([id, type, object ?? '', receivedAt.toISOString(), state, why]);
  }
  return `${table.toString()}\n${next === null ? '' : `More: --after ${next}\n`}`;
}
