import { billingPrisma } from '../database/billing-prisma.ts';
import { asStripeEvent, type StripeEvent } from '../webhook/event.ts';
import type { Value } from '../webhook/project/projection.ts';
import { type Snapshot, snapshotOf } from '../webhook/project/snapshot.ts';
import { settleTie } from '../webhook/project/tie.ts';

/** An applied event of one object, as the ledger holds it. */
export interface Known {
  eventId: string;
  type: string;
  created: Date;
  /** From when on billing's row was made with it. */
  knownAt: Date;
  /** Null where its text was removed. */
  snapshot: Snapshot | null;
  event: StripeEvent | null;
  removed: 'erased' | 'expired' | null;
}

/** The applied events of an object in the order in which billing came to know them. Of accounts that share its id, the first has the row. */
export async function readHistory(objectId: string): Promise<Known[]> {
  const rows = await billingPrisma.billing_webhooks.findMany({
    where: { object_id: objectId, state: 'applied' },
    orderBy: { sequence: 'asc' },
  });
  const known = rows.map((row) => {
    const event = row.payload === null ? null : asStripeEvent(JSON.parse(row.payload));
    return {
      ...{ eventId: row.event_id, type: row.type, created: row.created, removed: row.payload_removed },
      ...{ knownAt: row.applied_at ?? row.received_at, account: row.account_id },
      ...{ event, snapshot: event && snapshotOf(event) },
    };
  });
  known.sort((a, b) => a.knownAt.getTime() - b.knownAt.getTime());
  return known.filter(({ account }) => account === known[0]!.account);
}

/** What a set of events makes of their object's row: the same merge as the projection's. Null where no text is left. */
export function beliefOf(known: readonly Known[]): Snapshot | null {
  const events = known.flatMap(({ event, snapshot }) =>
    event !== null && snapshot !== null ? [{ event, snapshot }] : [],
  );
  if (events.length === 0) return null;
  const newest = events.reduce((version, { snapshot }) => Math.max(version, snapshot.version), 0);
  return settleTie(events.filter(({ snapshot }) => snapshot.version === newest).map(({ event }) => event)).newest;
}

/** Events without text that may have been newer than this belief; nobody can say what they said. */
export function gapsBeside(known: readonly Known[], belief: Snapshot | null): Known[] {
  const madeAt = known.find(({ eventId }) => eventId === belief?.eventId)?.created;
  return known.filter(({ snapshot, created }) => snapshot === null && (madeAt === undefined || created >= madeAt));
}

/** Which event made each field what it is: the first of those that say so without a break, back from the belief. */
export function makersOf(known: readonly Known[], belief: Snapshot): Map<string, string> {
  const older = known
    .flatMap(({ snapshot }) => (snapshot !== null && snapshot.version <= belief.version ? [snapshot] : []))
    .filter(({ eventId }) => eventId !== belief.eventId)
    .sort((a, b) => b.version - a.version || (a.eventId < b.eventId ? 1 : -1));
  return new Map(
    belief.projection.columns.map((column) => {
      let maker = belief.eventId;
      for (const snapshot of older) {
        if (!sameValue(snapshot.row[column], belief.row[column])) break;
        maker = snapshot.eventId;
      }
      return [column, maker];
    }),
  );
}

/** The fields in which two rows differ, with both values. */
export function differences(before: Snapshot | null, after: Snapshot): Record<string, { from: Value; to: Value }> {
  const changed = after.projection.columns
    .filter((column) => !sameValue(before?.row[column], after.row[column]))
    .map((column) => [column, { from: before?.row[column] ?? null, to: after.row[column] ?? null }] as const);
  return Object.fromEntries(changed);
}

function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
