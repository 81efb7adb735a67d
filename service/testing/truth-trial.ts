import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startService } from '../service-process.ts';
import { startLocalStripe } from '../stripe/local-stripe/server.ts';
import type { Faults } from '../stripe/local-stripe/webhooks/faults.ts';
import { liveOn } from './lively-history.ts';

const deliveries = { drop: 0.2, duplicate: 0.2, shuffle: 25 };

/** What goes wrong while the business lives: deliveries always, and besides answers that are lost and events never made. */
export const trialFaults = {
  deliveries,
  'lost answers': { ...deliveries, apiLostAnswerRate: 0.05 },
  'never made': { ...deliveries, neverMade: 0.1 },
} satisfies Record<string, Partial<Faults>>;
export type TrialFaults = keyof typeof trialFaults;

/** What came of one trial. */
export interface TrialResult {
  events: number;
  dropped: number;
  sweep: Ending;
  verify: Ending;
}

interface Ending {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const secret = 'whsec_dHJpYWwgb2YgdHJ1dGg=';

/**
 * One business that lives at a Stripe full of faults while the service takes in what is delivered; then one sweep, and
 * one verify, as an operator runs them. The database has to be empty.
 */
export async function tryTruth(
  mariadb: LocalMariadb,
  { seed, faults: name, tenants, rounds }: { seed: number; faults: TrialFaults; tenants: number; rounds: number },
): Promise<TrialResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-trial-'));
  const database = { BILLING_DATABASE_URL: mariadb.urls.billing.app };
  // Without a key of Stripe: the one sweep is to find all that is missing.
  const service = await startService({ ...database, STRIPE_WEBHOOK_SECRETS: secret, STRIPE_API_KEY: '' });
  const url = `${service.url}/webhooks/stripe`;
  const secrets = [secret];
  const stripe = await startLocalStripe({
    ...{ seed, faults: trialFaults[name] },
    endpoints: [
      { url, secrets },
      { url, secrets, connect: true },
      { url, secrets, payload: 'thin', enabledEvents: ['v2.core.health.event_generation_failure.resolved'] },
    ],
  });
  try {
    await liveOn(stripe, { seed, tenants, rounds });
    await stripe.idle();
    // Such an alarm is in no list that a sweep reads; Stripe delivers it again until it is taken.
    stripe.setFaults({ drop: 0, neverMade: 0 });
    stripe.announceNeverMade();
    await stripe.idle();
    stripe.setFaults({ apiErrorRate: 0.1, apiRateLimitRate: 0.1, apiLostAnswerRate: 0 });
    const { eventsMade: events, dropped } = stripe.deliveries.counters;
    const environment = {
      ...{ ...database, STRIPE_API_KEY: stripe.apiKey, STRIPE_API_BASE: stripe.url },
      BILLING_BACKUP_STORE: `file:${folder}`,
    };
    const sweep = await run(['sweep', '--json'], environment);
    const verify = await run(['verify', '--json'], environment);
    return { events, dropped, sweep, verify };
  } finally {
    await stripe.stop();
    await service.stop();
    await rm(folder, { recursive: true });
  }
}

const launcher = join(import.meta.dirname, '../../bulkhead');

function run(words: string[], variables: Record<string, string>): Promise<Ending> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], ...variables };
    execFile(launcher, words, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}
