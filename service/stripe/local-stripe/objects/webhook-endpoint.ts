import type Stripe from 'stripe';
import { type Complete, inStripeOrder, type Metadata, type WireObject } from './shape.ts';

export interface WebhookEndpoint extends WireObject {
  readonly object: 'webhook_endpoint';
  readonly enabled_events: readonly string[];
  readonly metadata: Metadata;
  readonly status: 'enabled' | 'disabled';
  readonly url: string;
}

/** A webhook endpoint as Stripe sends it; its secret is added only to the answer that creates it. */
export function webhookEndpoint(
  fields: { id: string; created: number; url: string } & Partial<WebhookEndpoint>,
): WebhookEndpoint {
  return inStripeOrder({
    api_version: null,
    application: null,
    description: null,
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    status: 'enabled',
    ...fields,
    object: 'webhook_endpoint',
  } satisfies Complete<Stripe.WebhookEndpoint> & WebhookEndpoint);
}
