import { z } from 'zod';
import { epochSeconds, identifier, type StripeEvent } from './event.ts';

const named = z.object({ id: identifier, type: identifier });

const notification = z.object({
  id: identifier,
  object: z.literal('v2.core.event'),
  type: identifier,
  created: z.iso.datetime({ offset: true }).refine((time) => epochSeconds.safeParse(secondOf(time)).success),
  livemode: z.boolean(),
  /** `acct_…`, or a way to it through organizations: `org_…/acct_…`. */
  context: identifier.nullish(),
  related_object: named.nullish(),
  data: z.unknown().optional(),
});

/** A thin event as Stripe posts it: it names its object and says nothing of its state. https://docs.stripe.com/event-destinations#thin-events */
export type ThinEvent = z.infer<typeof notification>;

/** Reads a parsed body as a thin event; null where it is something else. */
export function asThinEvent(body: unknown): ThinEvent | null {
  return notification.safeParse(body).success ? (body as ThinEvent) : null;
}

/** What an event calls for that tells less than its object's state; written in the transaction that keeps it. */
export interface FollowUp {
  /** To be read from Stripe. */
  read: { objectId: string; kind: string } | null;
  /** Events from then on may be missing: the next sweep begins no later. */
  sweepFrom: Date | null;
}

/** The kinds of objects that billing keeps, as Stripe names them. */
export const readKinds: readonly string[] = ['customer', 'subscription', 'invoice', 'product'];

/** Announces that Stripe failed to make an event: it is in no list, and only its object tells what happened. */
const failureType = 'v2.core.health.event_generation_failure.resolved';

/** The kind under which a health event waits whose notification leaves out what it is about: the sweeper fetches it. */
export const healthEventKind = 'v2.core.event';

/** What a thin event calls for; null for a ping and for objects that billing does not keep. */
export function followUpOf(event: ThinEvent): FollowUp | null {
  if (event.type === failureType) {
    return failureOf(event.data) ?? { read: { objectId: event.id, kind: healthEventKind }, sweepFrom: null };
  }
  const { related_object: object } = event;
  if (!object || !readKinds.includes(object.type)) return null;
  return { read: { objectId: object.id, kind: object.type }, sweepFrom: null };
}

const failure = z.object({
  started_at: z.iso.datetime({ offset: true }).nullish(),
  impact: z.object({ context: identifier.nullish(), related_object: named.nullish() }).nullish(),
});

/**
 * What the data of a health event calls for; null where it names neither a time nor an object.
 * https://docs.stripe.com/webhooks/handle-irrecoverable-events
 */
export function failureOf(data: unknown): (FollowUp & { account: string | null }) | null {
  const found = failure.safeParse(data).data;
  const object = found?.impact?.related_object;
  const read = object && readKinds.includes(object.type) ? { objectId: object.id, kind: object.type } : null;
  const sweepFrom = found?.started_at ? new Date(found.started_at) : null;
  if (!object && sweepFrom === null) return null;
  return { read, sweepFrom, account: accountOf(found?.impact?.context) };
}

/**
 * A thin event as the snapshot event that it stands for: one whose object is only named. So the ledger has one kind of
 * event, and whoever was erased is found in both.
 */
export function asSnapshotEvent(event: ThinEvent): StripeEvent {
  const { id, type, livemode, related_object: object } = event;
  const account = accountOf(event.context);
  return {
    ...{ id, object: 'event', type, created: secondOf(event.created), livemode, account, api_version: null },
    data: { object: object ? { id: object.id, object: object.type } : {} },
  };
}

/** The last account of a context is the one that the event belongs to. */
function accountOf(context: string | null | undefined): string | null {
  return context?.split('/').findLast((part) => part.startsWith('acct_')) ?? null;
}

function secondOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
