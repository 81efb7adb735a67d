import { setTimeout as wait } from 'node:timers/promises';
import { Stripe } from 'stripe';
import { settledTogetherMax, settleEverySeconds } from '../../../policies/stripe-api.ts';
import { toldCause } from '../../database/told-cause.ts';
import { allEnded } from '../../database/all-ended.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import type { Log } from '../../log.ts';
import { DatabaseUnavailable } from '../../webhook/commit.ts';
import type { Delivery } from '../../webhook/delivery.ts';
import type { GroupCommit } from '../../webhook/group-commit.ts';
import { rethrowAsFailure } from '../rethrow-as-failure.ts';
import { isKind, kinds, readings } from './kinds.ts';
import { connectToLook, type KnownRow, readKnownRows } from './known-rows.ts';
import { releaseLocks, takeFreeLocks } from './object-locks.ts';
import type { Pace } from './pace.ts';
import { askForRowsInDoubt, type Asked, countWaiting, markDone, putOff, readDue, readDueIds } from './queue.ts';
import { readObject } from './read-object.ts';

const { errors } = Stripe;

export interface SettleOptions {
  commits: GroupCommit;
  pace: Pace;
  /** Gets a line for each object that could not be read. */
  notice: (line: string) => void;
  /** Ends the work between two rounds. */
  signal?: AbortSignal;
}

/** What a settler did. */
export interface Settled {
  /** Objects that were read and committed. */
  read: number;
  /** Objects that could not be read; each is tried again later. */
  failed: number;
  /** Objects that still wait: put off, or in another process's hands. */
  waiting: number;
}

/**
 * Reads from Stripe what is in doubt and what was asked for, until nothing is due: rows that payloads could not settle,
 * and billing_object_reads. Several processes may do so at once; each object is read by one of them.
 * What cannot be read is put off and does not hold up the others. Throws a Failure where Stripe refuses this key, and
 * what the database throws.
 */
export async function settleOnce(stripe: Stripe, options: SettleOptions): Promise<Settled> {
  const settled: Settled = { read: 0, failed: 0, waiting: 0 };
  const connection = await connectToLook();
  try {
    while (options.signal?.aborted !== true) {
      await askForRowsInDoubt(connection, settledTogetherMax);
      const { due, mine, read, failed } = await settleRound(stripe, connection, options);
      settled.read += read;
      settled.failed += failed;
      // What is due and not ours is in the hands of another process.
      if (due === 0 || mine === 0) break;
    }
    return { ...settled, waiting: await countWaiting(connection) };
  } finally {
    await connection.end().catch(() => connection.destroy());
  }
}

async function settleRound(stripe: Stripe, connection: BillingConnection, options: SettleOptions) {
  const ids = await readDueIds(connection, settledTogetherMax);
  const locked = await takeFreeLocks(connection, ids);
  try {
    const mine = await readDue(connection, locked);
    const outcomes = await settleAll(stripe, connection, mine, options);
    const done = mine.filter((_, index) => outcomes[index] !== 'failed');
    await putOff(
      connection,
      mine.filter((_, index) => outcomes[index] === 'failed'),
    );
    await markDone(connection, done);
    const read = outcomes.filter((outcome) => outcome === 'read').length;
    return { due: ids.length, mine: mine.length, read, failed: mine.length - done.length };
  } finally {
    await releaseLocks(connection);
  }
}

async function settleAll(
  stripe: Stripe,
  connection: BillingConnection,
  asked: readonly Asked[],
  { commits, pace, notice }: SettleOptions,
): Promise<('read' | 'nothing' | 'failed')[]> {
  const known = await knownRowsOf(connection, asked);
  return allEnded(
    asked.map(async ({ id, kind, account }) => {
      if (!isKind(kind)) return 'nothing' as const;
      const row = known.get(id);
      let delivery: Delivery | null;
      try {
        // What is in doubt is settled by Stripe's word, whatever the row says.
        const read = () => readObject(stripe, { kind, id, account }, row, { repair: row?.inDoubt === true });
        delivery = await pace.add(read);
      } catch (error) {
        if (isRefusalOfKey(error)) rethrowAsFailure(error);
        notice(`${id} could not be read, and is tried again later: ${error instanceof Error ? error.message : ''}`);
        return 'failed' as const;
      }
      if (delivery === null) return 'nothing' as const;
      await commits.commit(delivery);
      return 'read' as const;
    }),
  );
}

async function knownRowsOf(connection: BillingConnection, asked: readonly Asked[]): Promise<Map<string, KnownRow>> {
  const found = await allEnded(
    kinds.map((kind) =>
      readKnownRows(
        connection,
        readings[kind].projection,
        asked.filter((one) => one.kind === kind).map(({ id }) => id),
      ),
    ),
  );
  return new Map(found.flatMap((rows) => [...rows]));
}

/** No object could be read with it. */
function isRefusalOfKey(error: unknown): boolean {
  return error instanceof errors.StripeAuthenticationError;
}

/** A settler that works until it is told to end. */
export interface Settling {
  /** Ends it after the round that is under way. */
  end: () => Promise<void>;
}

/** Settles again and again, with a rest between; errors are logged and the next round tries again. */
export function startSettling(
  stripe: Stripe,
  { commits, pace, log }: { commits: GroupCommit; pace: Pace; log: Log },
): Settling {
  const ending = new AbortController();
  const { signal } = ending;
  const work = async () => {
    while (!signal.aborted) {
      try {
        const notice = (line: string) => log.warn(line);
        const { read, failed, waiting } = await settleOnce(stripe, { commits, pace, notice, signal });
        if (read + failed > 0) log.info({ read, failed, waiting }, 'objects read from Stripe');
      } catch (error) {
        log.error({ cause: causeOf(error) }, 'the settler stopped, and begins again');
      }
      await wait(settleEverySeconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = work();
  return {
    end: async () => {
      ending.abort();
      await ended;
    },
  };
}

function causeOf(error: unknown): string {
  return toldCause(error instanceof DatabaseUnavailable ? error.cause : error) ?? 'unknown';
}
