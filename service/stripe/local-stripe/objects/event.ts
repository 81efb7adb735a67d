import type Stripe from 'stripe';
import type { StripeObject } from '../state/collection.ts';
import type { Complete } from './shape.ts';

export interface EventRequest {
  readonly id: string | null;
  readonly idempotency_key: string | null;
}

/** What happened to an object, with the object as it was then. */
export interface StripeEvent extends StripeObject {
  readonly object: 'event';
  /** The connected account that it is of; the platform's own events have none. */
  readonly account?: string;
  readonly api_version: string;
  readonly data: { readonly object: object; readonly previous_attributes?: object };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: EventRequest;
  readonly type: string;
}

/** An event as Stripe sends it. `data.object` is kept as it is: objects are never changed in place. */
export function stripeEvent(given: {
  id: string;
  apiVersion: string;
  created: number;
  type: string;
  /** The connected account that it is of, if it is of one. */
  account?: string | null;
  of: object;
  previousAttributes: object | undefined;
  request: EventRequest;
  pendingWebhooks: number;
}): StripeEvent {
  return {
    id: given.id,
    object: 'event',
    ...(typeof given.account !== 'string' ? {} : { account: given.account }),
    api_version: given.apiVersion,
    created: given.created,
    data: {
      object: given.of,
      ...(given.previousAttributes === undefined ? {} : { previous_attributes: given.previousAttributes }),
    },
    livemode: false,
    pending_webhooks: given.pendingWebhooks,
    request: given.request,
    type: given.type,
  } satisfies Complete<Stripe.EventBase> & StripeEvent;
}
