import type Stripe from 'stripe';
import { overlapMinutes } from '../../../policies/sweep.ts';
import { Failure } from '../../../failure.ts';
import { TooDeep } from '../../card-data/scrub.ts';
import { allEnded } from '../../database/all-ended.ts';
import { connectBilling } from '../../database/billing-prisma.ts';
import { countRowsInDoubt } from '../../database/rows-in-doubt.ts';
import { DatabaseUnavailable } from '../../webhook/commit.ts';
import type { Delivery, Outcome } from '../../webhook/delivery.ts';
import { asStripeEvent, identifier } from '../../webhook/event.ts';
import { GroupCommit } from '../../webhook/group-commit.ts';
import { prepare } from '../../webhook/prepare.ts';
import { eventPages } from './event-pages.ts';
import { watchProgress } from './progress.ts';
import { type SweepReport, Tally, tooOld } from './report.ts';
import { whileDatabaseIsAway } from './while-database-is-away.ts';

export interface SweepOptions {
  since: Date;
  /** Which events billing is for; those of the other mode are quarantined. */
  livemode: boolean;
  /** Gets a line for what a person should know at once. */
  notice: (line: string) => void;
  /** Connect: whose events are listed; left out, those of the account whose key this is. */
  account?: string | null;
  /** Awaited before each page; what it throws ends the sweep. */
  confirm?: () => Promise<void>;
  /** Waits before each further try while the database is away; left out, those of policies/sweep.ts. */
  databaseWaitsSeconds?: readonly number[];
  /** Reads every object of an account afresh: what is left where Stripe's list does not reach back far enough. */
  readEverything?: ReadEverything | undefined;
}

/** Reads every object of an account from Stripe and repairs billing's rows. Throws where it did not come to its end. */
export type ReadEverything = (account: string | null) => Promise<void>;

/**
 * Takes in every event that Stripe lists since then, less the overlap, into the database of BILLING_DATABASE_URL; one
 * page of them is in memory at a time. Throws a Failure where Stripe or the database refuses or stays away; what was
 * taken in by then is durable, and the next sweep comes upon it as duplicates.
 */
export async function sweep(stripe: Stripe, options: SweepOptions): Promise<SweepReport> {
  const { since, livemode, notice, account = null, confirm, readEverything } = options;
  const whileAway = <Result>(work: () => Promise<Result>) =>
    whileDatabaseIsAway(work, notice, options.databaseWaitsSeconds);
  const start = performance.now();
  // Stripe counts in whole seconds.
  const from = new Date((Math.floor(since.getTime() / 1000) - overlapMinutes * 60) * 1000);
  const times = { since: since.toISOString(), from: from.toISOString(), to: new Date().toISOString() };
  const gap = tooOld(times.since, times.to);
  for (const { problem } of gap) notice(`CAUTION: ${problem}`);

  const tally = new Tally();
  const commits = new GroupCommit();
  const progress = watchProgress(process.stderr, from);
  try {
    await whileAway(reachBilling);
    await confirm?.();
    let begun = false;
    for await (const { events, readAt } of eventPages(stripe, from, account)) {
      // The next sweep goes on from here, by the clock that dates events: ours may be an hour ahead of it.
      if (!begun) times.to = readAt.toISOString();
      begun = true;
      const deliveries = readPage(events, { livemode, account }, tally);
      const outcomes = await commitAll(commits, deliveries, whileAway);
      for (const [{ event }, outcome] of outcomes) tally.count(event.id, outcome);
      const oldest = events.at(-1);
      if (oldest !== undefined) progress.update(tally.listed, new Date(oldest.created * 1000));
      await confirm?.();
    }
    if (gap.length > 0) await readEverything?.(account);
    const readAfresh = await whileAway(() => countRowsInDoubt().catch(rethrowAsUnavailable));
    const unswept = readEverything === undefined ? gap : [];
    return tally.report({ account, times, readAfresh, unswept, seconds: (performance.now() - start) / 1000 });
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

type Source = { livemode: boolean; account: string | null };

/** What can be committed of a page; the rest is counted. */
function readPage(events: readonly Stripe.Event[], source: Source, tally: Tally): Delivery[] {
  return events.flatMap((listed) => {
    const delivery = readEvent(listed, source);
    if (delivery === null) tally.count(identifier.safeParse(listed.id).data ?? 'one without an id', 'unreadable');
    return delivery ?? [];
  });
}

function readEvent(listed: Stripe.Event, { livemode, account }: Source): Delivery | null {
  // A list that is asked for in an account's name need not name it; its deliveries do.
  const event = asStripeEvent(account === null ? listed : { ...listed, account });
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
  whileAway: (work: () => Promise<unknown>) => Promise<unknown>,
): Promise<Map<Delivery, Outcome>> {
  const outcomes = new Map<Delivery, Outcome>();
  const commit = async (delivery: Delivery) => outcomes.set(delivery, await commits.commit(delivery));
  await whileAway(() => allEnded(deliveries.filter((delivery) => !outcomes.has(delivery)).map(commit)));
  return outcomes;
}

function rethrowAsUnavailable(error: unknown): never {
  throw error instanceof Failure ? error : new DatabaseUnavailable(error);
}
