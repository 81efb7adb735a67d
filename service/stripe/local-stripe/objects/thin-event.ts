import type Stripe from 'stripe';
import type { StripeObject } from '../state/collection.ts';
import type { EventRequest, StripeEvent } from './event.ts';
import type { Complete } from './shape.ts';

export interface RelatedObject {
  readonly id: string;
  readonly type: string;
  readonly url: string;
}

/** A v2 event as it is stored; `created` is in seconds here, so that it is listed like everything else. */
export interface ThinEvent extends StripeObject {
  readonly object: 'v2.core.event';
  readonly type: string;
  /** The connected account that it is about; null for the platform's own. */
  readonly context: string | null;
  readonly related_object: RelatedObject | null;
  readonly request: EventRequest | null;
  readonly snapshot_event: string | null;
  /** Only events that v2 itself makes have data; who was notified fetches it with the event. */
  readonly data?: object;
}

const paths: Readonly<Record<string, string>> = {
  'billing_portal.session': 'billing_portal/sessions',
  'checkout.session': 'checkout/sessions',
  'test_helpers.test_clock': 'test_helpers/test_clocks',
};

/** The object that an event is about, and where it is read. */
export function relatedObject(of: { readonly id: string; readonly object: string }): RelatedObject {
  return { id: of.id, type: of.object, url: `/v1/${paths[of.object] ?? `${of.object}s`}/${of.id}` };
}

/** The same for an object of v2, which is read below its list's path. */
export function relatedObjectOfV2(id: string, type: string, list: string): RelatedObject {
  return { id, type, url: `${list}/${id}` };
}

/** The thin event that goes with a snapshot event: the same happening, without the object as it was. */
export function thinEventOf(event: StripeEvent): ThinEvent {
  return {
    id: event.id.replace('evt_', 'evt_test_'),
    object: 'v2.core.event',
    created: event.created,
    type: `v1.${event.type}`,
    context: event.account ?? null,
    related_object: relatedObject(event.data.object as { id: string; object: string }),
    request: event.request.id === null ? null : event.request,
    snapshot_event: event.id,
  };
}

/** What a thin destination is posted: everything but the data, which the receiver fetches. */
export function notification(event: ThinEvent): object {
  const { request, related_object: related, snapshot_event: snapshot } = event;
  return {
    id: event.id,
    object: event.object,
    context: event.context,
    created: isoTime(event.created),
    livemode: false,
    ...(request === null
      ? {}
      : { reason: { type: 'request', request: { id: request.id, idempotency_key: request.idempotency_key ?? '' } } }),
    ...(related === null ? {} : { related_object: related }),
    ...(snapshot === null ? {} : { snapshot_event: snapshot }),
    type: event.type,
  } satisfies Complete<Stripe.V2.Core.EventBase>;
}

/** The event as `GET /v2/core/events/:id` answers it. */
export function wholeEvent(event: ThinEvent): object {
  return { ...notification(event), ...(event.data === undefined ? {} : { data: event.data }) };
}

/** Times of v2 are written as ISO 8601. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
