import { Stripe } from 'stripe';
import { backfilledTogether } from '../../../policies/backfill.ts';
import { Failure } from '../../../failure.ts';
import { allEnded } from '../../database/all-ended.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { CommitLane } from '../../webhook/commit.ts';
import type { Delivery } from '../../webhook/delivery.ts';
import { type Kind, kinds, readings } from '../read/kinds.ts';
import { connectToLook, readKnownRows } from '../read/known-rows.ts';
import { listPages, type Page } from '../read/list-pages.ts';
import type { Pace } from '../read/pace.ts';
import { readOf } from '../read/read-of.ts';
import { timeInList } from '../read/read-object.ts';
import { UnreadableAnswer } from '../read/unreadable.ts';
import { whileDatabaseIsAway } from '../sweep/while-database-is-away.ts';
import { differenceOf } from '../verify/difference.ts';
import { type Reached, Watermarks } from './watermarks.ts';

export interface BackfillOptions {
  pace: Pace;
  /** Connect: the account to read; the own one unless it is given. */
  account?: string | undefined;
  /** All four unless given. */
  only?: readonly Kind[];
  /** Gets a line for what a person should know at once. */
  notice?: (line: string) => void;
  /** Told how many objects were read in all. */
  onProgress?: (objects: number) => void;
}

/** What a backfill did in this run. */
export interface Backfilled {
  /** Objects that Stripe listed. */
  listed: number;
  /** Of these, what was not here yet, or not like this. */
  committed: number;
  /** Of these, what billing cannot read. */
  unreadable: number;
  /** Whether it went on where an earlier run had stopped. */
  wentOn: boolean;
  seconds: number;
}

/**
 * Fills billing's database from Stripe's lists: every product, customer, subscription and invoice, committed like
 * webhooks. What is here already, and the same, is left alone. Ended anywhere, the next run goes on where it stopped.
 * Throws a Failure where Stripe or the database refuses or stays away.
 */
export async function backfill(stripe: Stripe, options: BackfillOptions): Promise<Backfilled> {
  const start = performance.now();
  const { account = null, only = kinds } = options;
  const connection = await connectToLook();
  try {
    const watermarks = new Watermarks(connection, account);
    const { reached, goesOn } = await watermarks.begin();
    const counts = { listed: 0, committed: 0, unreadable: 0 };
    // Together: while one list is waited for, another is committed.
    await allEnded(
      only.map((kind) =>
        fillKindOrRestart(stripe, kind, reached.get(kind)!, { ...options, account, connection, watermarks, counts }),
      ),
    );
    return { ...counts, wentOn: goesOn, seconds: (performance.now() - start) / 1000 };
  } finally {
    await connection.end().catch(() => connection.destroy());
  }
}

interface Filling extends Omit<BackfillOptions, 'account'> {
  account: string | null;
  connection: BillingConnection;
  watermarks: Watermarks;
  counts: { listed: number; committed: number; unreadable: number };
}

/** Where Stripe has no longer the object behind which to go on, the list is read from its beginning. */
async function fillKindOrRestart(stripe: Stripe, kind: Kind, reached: Reached, filling: Filling): Promise<void> {
  if (reached.done) return;
  try {
    await fillKind(stripe, kind, reached.after, filling);
  } catch (error) {
    if (reached.after === undefined || !isLostCursor(error)) throw error;
    await filling.watermarks.restart(kind);
    await fillKind(stripe, kind, undefined, filling);
  }
}

function isLostCursor(error: unknown): boolean {
  const cause = error instanceof Failure ? error.cause : error;
  return (
    cause instanceof Stripe.errors.StripeInvalidRequestError &&
    cause.code === 'resource_missing' &&
    cause.param === 'starting_after'
  );
}

/** One transaction is under way while the pages of the next one come in. */
async function fillKind(stripe: Stripe, kind: Kind, after: string | undefined, filling: Filling): Promise<void> {
  const { account, pace, watermarks, counts, notice = () => undefined } = filling;
  const lane = new CommitLane();
  let committing = Promise.resolve();
  let batch: Delivery[] = [];
  const leave = async (last: string) => {
    const deliveries = batch;
    batch = [];
    await committing;
    committing = commitBatch(deliveries, last);
    committing.catch(() => undefined);
  };
  const commit = async (deliveries: readonly Delivery[]) => {
    if (deliveries.length > 0) await whileDatabaseIsAway(() => lane.commit(deliveries), notice);
    counts.committed += deliveries.length;
  };
  const commitBatch = async (deliveries: readonly Delivery[], last: string) => {
    await commit(deliveries);
    await watermarks.reach(kind, last);
  };
  try {
    for await (const page of listPages(stripe, kind, { account, pace, after })) {
      batch.push(...(await deliveriesOf(page, kind, filling)));
      counts.listed += page.objects.length;
      filling.onProgress?.(counts.listed);
      const last = page.objects.at(-1);
      if (last !== undefined && batch.length >= backfilledTogether) await leave(last.id);
    }
    await committing;
    await commit(batch);
    await watermarks.finish(kind);
  } finally {
    await committing.catch(() => undefined);
    await lane.close();
  }
}

/** The reads of a page that say something new. */
async function deliveriesOf(
  { objects, readAt }: Page,
  kind: Kind,
  { connection, account, counts, notice }: Filling,
): Promise<Delivery[]> {
  const ids = objects.map(({ id }) => id);
  const known = await readKnownRows(connection, readings[kind].projection, ids);
  const receivedAt = new Date();
  return objects.flatMap((object) => {
    const row = known.get(object.id);
    if (row?.inDoubt === false && differenceOf({ kind, id: object.id, account }, object, row) === undefined) return [];
    try {
      return readOf(object, { kind, account, readAt: timeInList(readAt, object), receivedAt });
    } catch (error) {
      if (!(error instanceof UnreadableAnswer)) throw error;
      counts.unreadable += 1;
      notice?.(`${object.id}: ${error.message}`);
      return [];
    }
  });
}
