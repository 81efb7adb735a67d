import type Stripe from 'stripe';
import { acquaintancesMax } from '../../../policies/verify.ts';
import { Failure } from '../../../failure.ts';
import { allEnded } from '../../database/all-ended.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import type { Pace } from '../read/pace.ts';
import { retrieve } from '../read/read-object.ts';
import { rethrowAsFailure } from '../rethrow-as-failure.ts';

/**
 * Throws a Failure where Stripe knows none of billing's first subscriptions, which it never forgets: with another
 * account's key everything here would seem deleted, and a repair would make it so.
 */
export async function requireOwnAccount(
  stripe: Stripe,
  account: string | null,
  { connection, pace }: { connection: BillingConnection; pace: Pace },
): Promise<void> {
  const rows = await connection.query<{ id: string }[]>(
    `SELECT id FROM billing_subscriptions WHERE account_id <=> ? ORDER BY created LIMIT ${acquaintancesMax}`,
    [account],
  );
  const answers = await allEnded(
    rows.map(({ id }) =>
      pace.add(() => retrieve(stripe, { kind: 'subscription', id, account }).catch(rethrowAsFailure)),
    ),
  );
  if (answers.length === 0 || answers.some(({ object }) => object !== undefined)) return;
  throw new Failure(`Stripe knows none of billing’s subscriptions${account === null ? '' : ` of ${account}`}`, {
    fix: 'use the key of the account and the mode (test or live) that they belong to; or, where test data was deleted at Stripe, begin with an empty database',
  });
}
