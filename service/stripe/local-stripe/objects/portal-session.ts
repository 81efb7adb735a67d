import type Stripe from 'stripe';
import { type Complete, inStripeOrder, type WireObject } from './shape.ts';

export interface PortalSession extends WireObject {
  readonly object: 'billing_portal.session';
  readonly customer: string;
  readonly return_url: string | null;
  readonly url: string;
}

/** A session of the billing portal as Stripe sends it. */
export function portalSession(
  fields: Pick<PortalSession, 'id' | 'created' | 'customer' | 'return_url' | 'url'> & { configuration: string },
): PortalSession {
  return inStripeOrder({
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    ...fields,
    object: 'billing_portal.session',
  } satisfies Complete<Stripe.BillingPortal.Session> & PortalSession);
}
