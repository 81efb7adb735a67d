import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { type ServiceProcess, startService } from '../service-process.ts';
import { type LocalStripe, startLocalStripe } from '../stripe/local-stripe/server.ts';
import { type Faults, noFaults } from '../stripe/local-stripe/webhooks/faults.ts';
import { liveOn } from './lively-history.ts';

/** A tenth of all calls of the API is refused, those of the business and those of the service alike. */
const always = { drop: 0.2, duplicate: 0.2, shuffle: 25, apiErrorRate: 0.05, apiRateLimitRate: 0.05 };

/**
 * What goes wrong while the business lives: deliveries and calls of Stripe's API always, and besides answers that are
 * lost and events never made. A service that `reads` settles meanwhile what is in doubt; else all is left to the one
 * sweep. It has to be where events are never made: a read of an object on a test clock counts as a second after its row,
 * and what a sweep brings after such a read may stand above it.
 */
export const trials = {
  deliveries: { faults: always, reads: false },
  'lost answers': { faults: { ...always, apiLostAnswerRate: 0.05 }, reads: true },
  'never made': { faults: { ...always, neverMade: 0.1 }, reads: false },
} satisfies Record<string, { faults: Partial<Faults>; reads: boolean }>;
export type TrialName = keyof typeof trials;

export interface TrialOptions {
  trial: TrialName;
  seed: number;
  tenants: number;
  rounds: number;
}

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

/** Before all that happened on test clocks, whose events are listed by their own time. */
const sinceAll = '25d';

const secret = 'whsec_dHJpYWwgb2YgdHJ1dGg=';

/**
 * One business that lives at a Stripe full of faults while the service takes in what is delivered; then one sweep, and
 * one verify, as an operator runs them. The database has to be empty.
 */
export async function tryTruth(
  mariadb: LocalMariadb,
  { trial, seed, tenants, rounds }: TrialOptions,
): Promise<TrialResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-trial-'));
  const { faults, reads } = trials[trial];
  const stripe = await startLocalStripe({ seed, faults });
  const database = { BILLING_DATABASE_URL: mariadb.urls.billing.app };
  const access = { STRIPE_API_KEY: stripe.apiKey, STRIPE_API_BASE: stripe.url };
  let service: ServiceProcess | undefined;
  try {
    service = await startService({
      ...{ ...database, STRIPE_WEBHOOK_SECRETS: secret },
      ...(reads ? access : { STRIPE_API_KEY: '' }),
    });
    deliverTo(service, stripe);
    await liveOn(stripe, { seed, tenants, rounds });
    await stripe.idle();
    // Such an alarm is in no list that a sweep reads; Stripe delivers it again until it is taken.
    stripe.setFaults({ drop: 0, neverMade: 0 });
    stripe.announceNeverMade();
    await stripe.idle();
    stripe.setFaults({ apiErrorRate: 0.1, apiRateLimitRate: 0.1, apiLostAnswerRate: 0 });
    const { eventsMade: events, dropped } = stripe.deliveries.counters;
    const environment = { ...database, ...access, BILLING_BACKUP_STORE: `file:${folder}` };
    const sweep = await run(['sweep', '--json', ...(reads ? ['--since', sinceAll] : [])], environment);
    const verify = await run(['verify', '--json'], environment);
    return { events, dropped, sweep, verify };
  } finally {
    // A call that is being tried again would hold up the end.
    stripe.setFaults(noFaults);
    await service?.stop();
    await stripe.stop();
    await rm(folder, { recursive: true });
  }
}

/** Every kind of event to the service: the own account's, those of connected ones, and the alarms. */
function deliverTo({ url: base }: ServiceProcess, { endpoints }: LocalStripe): void {
  const url = `${base}/webhooks/stripe`;
  endpoints.add({ url, enabled_events: ['*'] }, [secret]);
  endpoints.add({ url, enabled_events: ['*'] }, [secret], { connect: true });
  endpoints.addDestination(
    { url, enabled_events: ['v2.core.health.event_generation_failure.resolved'], events_from: ['@self'] },
    [secret],
  );
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
