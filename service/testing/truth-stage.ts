import type Stripe from 'stripe';
import { billingPrisma } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { stripeClient } from '../stripe/client.ts';
import { seedSubscriptions } from '../stripe/local-stripe/seed.ts';
import { type LocalStripe, startLocalStripe } from '../stripe/local-stripe/server.ts';
import { type Pace, paceOf } from '../stripe/read/pace.ts';
import { BillingRows } from './billing-rows.ts';

/** Billing's database and local Stripe, with a business that existed before billing did. */
export interface TruthStage {
  database: LocalMariadb;
  rows: BillingRows;
  stripe: LocalStripe;
  /** Our own client of it. */
  client: Stripe;
  pace: Pace;
  /** Variables for a command. */
  environment: Record<string, string>;
  empty: () => Promise<void>;
  stop: () => Promise<void>;
}

/** So many subscriptions, each with its customer and a paid invoice; a second and a half apart. Sets BILLING_DATABASE_URL. */
export async function startTruthStage(subscriptions: number, seed = 1): Promise<TruthStage> {
  const database = await startPrivateMariadb();
  const rows = await BillingRows.open(database.adminUrl);
  process.env['BILLING_DATABASE_URL'] = database.urls.billing.app;
  const stripe = await startLocalStripe({ seed });
  const client = stripeClient({ STRIPE_API_KEY: stripe.apiKey, STRIPE_API_BASE: stripe.url });
  const { id } = await client.prices.create({
    ...{ currency: 'eur', unit_amount: 1900, recurring: { interval: 'month' } },
    product_data: { name: 'Calibration log', metadata: { plan: 'pro' } },
  });
  const createdTo = Math.floor(Date.now() / 1000) - 3600;
  const price = stripe.account.prices.get(id)!;
  const createdFrom = createdTo - Math.round(subscriptions * 1.5);
  seedSubscriptions(stripe.account, { count: subscriptions, price, createdFrom, createdTo });
  return {
    ...{ database, rows, stripe, client, pace: paceOf({ livemode: false, standIn: true }) },
    environment: {
      BILLING_DATABASE_URL: database.urls.billing.app,
      STRIPE_API_KEY: stripe.apiKey,
      STRIPE_API_BASE: stripe.url,
    },
    async empty() {
      await rows.empty();
      for (const table of ['billing_object_reads', 'billing_watermarks', 'billing_access_log', 'billing_erasures']) {
        await rows.query(`DELETE FROM ${table}`);
      }
    },
    async stop() {
      await billingPrisma.$disconnect();
      await stripe.stop();
      await rows.close();
      await database.stop();
    },
  };
}
