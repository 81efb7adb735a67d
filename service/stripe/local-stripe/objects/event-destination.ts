import type Stripe from 'stripe';
import { type Complete, inStripeOrder, type Metadata, type WireObject } from './shape.ts';
import { isoTime } from './thin-event.ts';

/** Whose events a destination gets: those of the account that owns it, or those of the accounts connected to it. */
export type EventsFrom = '@self' | '@accounts';

/** A v2 event destination as it is stored; `created` is in seconds here, so that it is listed like everything else. */
export interface EventDestination extends WireObject {
  readonly object: 'v2.core.event_destination';
  readonly description: string;
  readonly enabled_events: readonly string[];
  readonly event_payload: 'snapshot' | 'thin';
  readonly events_from: readonly EventsFrom[];
  readonly metadata: Metadata;
  readonly name: string;
  readonly snapshot_api_version: string | null;
  readonly status: 'enabled' | 'disabled';
  readonly updated: number;
  readonly url: string;
}

export type DestinationFields = { readonly url: string } & Partial<
  Omit<EventDestination, 'id' | 'object' | 'created' | 'updated'>
>;

/** A new destination: thin, enabled, and for all events of its own account unless told otherwise. */
export function eventDestination(fields: DestinationFields & { id: string; created: number }): EventDestination {
  return inStripeOrder({
    description: '',
    enabled_events: ['*'],
    event_payload: 'thin',
    events_from: ['@self'],
    metadata: {},
    name: 'local',
    snapshot_api_version: null,
    status: 'enabled',
    updated: fields.created,
    ...fields,
    object: 'v2.core.event_destination',
  } satisfies EventDestination);
}

/** A destination as Stripe sends it; url and secret only where they were asked for with `include`. */
export function wireDestination(of: EventDestination, included: { url?: string; signing_secret?: string }): object {
  const version = of.snapshot_api_version;
  return {
    id: of.id,
    object: of.object,
    created: isoTime(of.created),
    description: of.description,
    enabled_events: of.enabled_events,
    event_payload: of.event_payload,
    events_from: of.events_from,
    livemode: false,
    metadata: of.metadata,
    name: of.name,
    ...(version === null ? {} : { snapshot_api_version: version }),
    status: of.status,
    ...(of.status === 'disabled' ? { status_details: { disabled: { reason: 'user' } } } : {}),
    type: 'webhook_endpoint',
    updated: isoTime(of.updated),
    webhook_endpoint: included,
  } satisfies Complete<Stripe.V2.Core.EventDestination>;
}
