import type Stripe from 'stripe';
import { type Complete, inStripeOrder, type Metadata, type WireObject } from './shape.ts';

/** The fields of an account that a platform may give when it makes one. */
export interface ConnectedAccountFields {
  readonly id?: string;
  readonly business_type?: string | null;
  readonly country?: string;
  readonly email?: string | null;
  readonly metadata?: Metadata;
  readonly type?: 'custom' | 'express' | 'standard';
}

export interface ConnectedAccount extends WireObject {
  readonly object: 'account';
  readonly country: string;
  readonly email: string | null;
  readonly metadata: Metadata;
}

/** An account as Stripe sends it: ready to charge and to be paid out, since onboarding is not simulated. */
export function connectedAccount(fields: { id: string; created: number } & ConnectedAccountFields): ConnectedAccount {
  return inStripeOrder({
    business_type: null,
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    type: 'standard',
    ...fields,
    object: 'account',
  } satisfies Complete<Stripe.Account> & ConnectedAccount);
}
