import type Stripe from 'stripe';
import { readStripeAccess } from '../../config.ts';
import { withBilling } from '../../with-billing.ts';
import { stripeClient } from '../client.ts';
import { type Pace, paceOf } from './pace.ts';

/** What a command that reads Stripe into billing's database works with. */
export interface Configured {
  stripe: Stripe;
  pace: Pace;
  livemode: boolean;
}

/** Does the work with Stripe and billing's database as the environment says. Throws a Failure (exit 2) where it says too little. */
export async function withStripeAndBilling<Result>(
  notice: (line: string) => void,
  work: (configured: Configured) => Promise<Result>,
): Promise<Result> {
  const { base } = readStripeAccess(process.env);
  const stripe = stripeClient();
  return withBilling(({ livemode }) => {
    const pace = paceOf({ livemode, standIn: base !== undefined });
    return work({ stripe, pace, livemode });
  }, notice);
}

/** Variables that such a command reads, for its help. */
export const environmentHelp = `Environment:
  STRIPE_API_KEY             a secret key of Stripe, or a restricted one that may read customers, subscriptions,
                             invoices and products
  STRIPE_API_BASE            where a stand-in for Stripe answers; unset, Stripe itself
  STRIPE_MODE                test (default) or live
  BILLING_DATABASE_URL       billing's app user; unset, the MariaDB under .bulkhead/ is started for the while
  BILLING_DATABASE_PASSWORD  its password, where the URL has none
  BILLING_BACKUP_STORE       where the record is kept, beside the backups: s3://bucket/prefix or file:/folder; unset, a
                             folder of this repository, but not in production
`;
