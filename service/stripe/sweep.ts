import { Command } from 'commander';
import type Stripe from 'stripe';
import { listedDays, overlapMinutes } from '../../policies/sweep.ts';
import { Failure } from '../../failure.ts';
import { TooDeep } from '../card-data/scrub.ts';
import { readBillingConfig } from '../config.ts';
import { allEnded } from '../database/all-ended.ts';
import { billingPrisma, connectBilling } from '../database/billing-prisma.ts';
import { surviveLostConnections } from '../database/lost-connection.ts';
import { countRowsInDoubt } from '../database/rows-in-doubt.ts';
import { startLocalDatabase } from '../local-database.ts';
import { DatabaseUnavailable } from '../webhook/commit.ts';
import type { Delivery, Outcome } from '../webhook/delivery.ts';
import { asStripeEvent, identifier } from '../webhook/event.ts';
import { GroupCommit } from '../webhook/group-commit.ts';
import { prepare } from '../webhook/prepare.ts';
import { stripeClient } from './client.ts';
import { eventPages } from './sweep/event-pages.ts';
import { watchProgress } from './sweep/progress.ts';
import { describe, requireFaultless, type SweepReport, Tally, tooOld } from './sweep/report.ts';
import { readSince } from './sweep/since.ts';
import { whileDatabaseIsAway } from './sweep/while-database-is-away.ts';

export const command = new Command()
  .description(
    `Reads Stripe's list of events and takes each in as a webhook would be, so that billing equals Stripe again: after ` +
      `a restore, from the time of its snapshot; after an outage, from its beginning. It begins ${overlapMinutes} minutes ` +
      `earlier. What is known already changes nothing, so it may be run, ended and run again at any time. Stripe lists ` +
      `events for ${listedDays} days.`,
  )
  .requiredOption('--since <time>', 'ISO 8601 with its zone, a Unix second, or back from now: 48h, 2d', (text) =>
    readSince(text),
  )
  .option('--json', 'print the result as one JSON object on stdout')
  .addHelpText(
    'after',
    `
Environment:
  STRIPE_API_KEY             a secret key of Stripe, or a restricted one that may read events
  STRIPE_API_BASE            where a stand-in for Stripe answers; unset, Stripe itself
  STRIPE_MODE                test (default) or live
  BILLING_DATABASE_URL       billing's app user; unset, the MariaDB under .bulkhead/ is started for the while
  BILLING_DATABASE_PASSWORD  its password, where the URL has none

Example:
  STRIPE_API_KEY=sk_test_… ./bulkhead sweep --since 2026-11-24T06:15:00Z`,
  )
  .action(async ({ since, json }: { since: Date; json?: boolean }) => {
    const report = await sweepAsConfigured(since, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
    requireFaultless(report);
  });

async function sweepAsConfigured(since: Date, notice: (line: string) => void): Promise<SweepReport> {
  const config = readBillingConfig(process.env);
  const stripe = stripeClient();
  surviveLostConnections();
  const local = await startLocalDatabase(config, notice);
  try {
    return await sweep(stripe, { since, livemode: config.livemode, notice });
  } finally {
    await billingPrisma.$disconnect();
    await local?.stop();
  }
}

export interface SweepOptions {
  since: Date;
  /** Which events billing is for; those of the other mode are quarantined. */
  livemode: boolean;
  /** Gets a line for what a person should know at once. */
  notice: (line: string) => void;
}

/**
 * Takes in every event that Stripe lists since then, less the overlap, into the database of BILLING_DATABASE_URL; one
 * page of them is in memory at a time. Throws a Failure where Stripe or the database refuses or stays away; what was
 * taken in by then is durable, and the next sweep comes upon it as duplicates.
 */
export async function sweep(stripe: Stripe, { since, livemode, notice }: SweepOptions): Promise<SweepReport> {
  const start = performance.now();
  const from = new Date(since.getTime() - overlapMinutes * 60_000);
  const times = { since: since.toISOString(), from: from.toISOString(), to: new Date().toISOString() };
  for (const { problem } of tooOld(times.since, times.to)) notice(`CAUTION: ${problem}`);

  const tally = new Tally();
  const commits = new GroupCommit();
  const progress = watchProgress(process.stderr, from);
  try {
    await whileDatabaseIsAway(reachBilling, notice);
    for await (const page of eventPages(stripe, from)) {
      const deliveries = readPage(page, livemode, tally);
      const outcomes = await commitAll(commits, deliveries, notice);
      for (const [{ event }, outcome] of outcomes) tally.count(event.id, outcome);
      const oldest = page.at(-1);
      if (oldest !== undefined) progress.update(tally.listed, new Date(oldest.created * 1000));
    }
    const readAfresh = await whileDatabaseIsAway(() => countRowsInDoubt().catch(rethrowAsUnavailable), notice);
    return tally.report({ times, readAfresh, seconds: (performance.now() - start) / 1000 });
  } finally {
    progress.end();
    await commits.close();
  }
}

/** Before anything is asked of Stripe: a wrong URL costs an error message and nothing else. */
async function reachBilling(): Promise<void> {
  await connectBilling()
    .then((connection) => connection.end())
    .catch(rethrowAsUnavailable);
}

/** What can be committed of a page; the rest is counted. */
function readPage(page: readonly Stripe.Event[], livemode: boolean, tally: Tally): Delivery[] {
  return page.flatMap((listed) => {
    const delivery = readEvent(listed, livemode);
    if (delivery === null) tally.count(identifier.safeParse(listed.id).data ?? 'one without an id', 'unreadable');
    return delivery ?? [];
  });
}

function readEvent(listed: Stripe.Event, livemode: boolean): Delivery | null {
  const event = asStripeEvent(listed);
  if (event === null) return null;
  try {
    return prepare(event, livemode, new Date());
  } catch (error) {
    if (error instanceof TooDeep) return null;
    throw error;
  }
}

/** A page is far fewer than may wait for a transaction at once; those that were committed are not sent again. */
async function commitAll(
  commits: GroupCommit,
  deliveries: readonly Delivery[],
  notice: SweepOptions['notice'],
): Promise<Map<Delivery, Outcome>> {
  const outcomes = new Map<Delivery, Outcome>();
  const commit = async (delivery: Delivery) => outcomes.set(delivery, await commits.commit(delivery));
  await whileDatabaseIsAway(
    () => allEnded(deliveries.filter((delivery) => !outcomes.has(delivery)).map(commit)),
    notice,
  );
  return outcomes;
}

function rethrowAsUnavailable(error: unknown): never {
  throw error instanceof Failure ? error : new DatabaseUnavailable(error);
}
