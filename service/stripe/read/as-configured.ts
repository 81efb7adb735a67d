import { SqlError } from 'mariadb';
import type Stripe from 'stripe';
import { Failure } from '../../../failure.ts';
import { readStripeAccess } from '../../config.ts';
import { DatabaseUnavailable } from '../../webhook/commit.ts';
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
  try {
    return await withBilling(({ livemode }) => {
      const pace = paceOf({ livemode, standIn: base !== undefined });
      return work({ stripe, pace, livemode });
    }, notice);
  } catch (error) {
    // What was committed by then is durable; another run finds it.
    if (error instanceof DatabaseUnavailable) throw databaseFailure(error.cause);
    throw error instanceof SqlError ? databaseFailure(error) : error;
  }
}

/** The driver's message quotes statements and their values; its code does not. */
function databaseFailure(cause: unknown): unknown {
  if (cause instanceof Failure) return cause;
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason given';
  return new Failure(`billing’s database cannot be used: ${reason}`, {
    fix: 'see that it runs and that BILLING_DATABASE_URL is right, then run it again: what was committed stays',
    cause,
  });
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
