import { setTimeout as wait } from 'node:timers/promises';
import type Stripe from 'stripe';
import { clockWaitSecondsMax } from '../../../policies/stripe-api.ts';
import { Failure } from '../../../failure.ts';
import type { Delivery } from '../../webhook/delivery.ts';
import { readTypes } from '../../webhook/event.ts';
import { beganAt } from './began-at.ts';
import { isDeletedStub, saysMissing } from './gone.ts';
import { inAccount, readings, type Reference } from './kinds.ts';
import type { KnownRow } from './known-rows.ts';
import { readOf } from './read-of.ts';
import { UnreadableAnswer } from './unreadable.ts';

/** What Stripe answers for one object. */
export interface Answer {
  /** Undefined where Stripe has it no longer: it was deleted, or is unknown there. */
  object: object | undefined;
  /** When the read began, by Stripe's clock. */
  readAt: Date;
}

/** Reads one object from Stripe. Throws what the SDK throws, and UnreadableAnswer where it is another object. */
export async function retrieve(stripe: Stripe, { kind, id, account }: Reference): Promise<Answer> {
  const began = performance.now();
  try {
    const answer = await readings[kind].retrieve(stripe, id, inAccount(account));
    const { id: found, object } = answer as { id?: unknown; object?: unknown };
    if (found !== id || object !== kind) throw new UnreadableAnswer(id, 'it is another object');
    return { object: isDeletedStub(answer) ? undefined : answer, readAt: beganAt(answer.lastResponse, began) };
  } catch (error) {
    if (!saysMissing(error)) throw error;
    return { object: undefined, readAt: beganAt(error, began) };
  }
}

/**
 * Reads one object from Stripe, to be committed like a webhook: `known` is the row that billing holds of it, undefined
 * where there is none. Null where Stripe has no such object and billing none either.
 * `repair`: the read is to stand whatever the row says; else a terminal state stays.
 * Throws what the SDK throws, UnreadableAnswer, and a Failure where a customer is missing in live mode.
 */
export async function readObject(
  stripe: Stripe,
  reference: Reference,
  known: KnownRow | undefined,
  { repair = false }: { repair?: boolean } = {},
): Promise<Delivery | null> {
  const { kind, account } = reference;
  const { object, readAt } = await retrieveLater(stripe, reference, known);
  if (object === undefined) {
    if (known === undefined) return null;
    requireOwnAccount(reference, known);
    const gone = readings[kind].projection.objectOf(known.row);
    return readOf(gone, { kind, account, readAt: timeFor(readAt, gone, known), type: readTypes.deleted });
  }
  const facts = { kind, account, readAt: timeFor(readAt, object, known) };
  const read = readOf(object, facts);
  const cannotStand = known?.final === true && read.snapshot !== null && !isTerminal(read.snapshot);
  return repair && cannotStand ? readOf(object, { ...facts, type: readTypes.repair }) : read;
}

function isTerminal({ projection, row }: NonNullable<Delivery['snapshot']>): boolean {
  return projection.isTerminal(row);
}

/**
 * Stripe's times have a grain of one second. A read of the second of the row's newest event cannot tell which of the two
 * came last, so it is made again as soon as that second is over.
 */
async function retrieveLater(stripe: Stripe, reference: Reference, known: KnownRow | undefined): Promise<Answer> {
  for (;;) {
    const answer = await retrieve(stripe, reference);
    const missing = known === undefined ? 0 : known.asOf.getTime() + 1000 - answer.readAt.getTime();
    if (missing <= 0 || missing > clockWaitSecondsMax * 1000 || isOnTestClock(answer.object)) return answer;
    await wait(missing);
  }
}

/** The time at which a read counts. What lives by another clock than Stripe's counts a second after its row. */
function timeFor(readAt: Date, object: object, known: KnownRow | undefined): Date {
  const next = known === undefined ? undefined : new Date(known.asOf.getTime() + 1000);
  if (isOnTestClock(object)) return next ?? madeAt(object, readAt);
  return next !== undefined && next > readAt ? next : readAt;
}

/**
 * The time of a read of a list, whose objects cannot be read again each: on a test clock it is when the object was made,
 * so that whatever an event tells of it stands above.
 */
export function timeInList(readAt: Date, object: object): Date {
  return isOnTestClock(object) ? madeAt(object, readAt) : readAt;
}

function madeAt(object: object, otherwise: Date): Date {
  const { created } = object as { created?: unknown };
  return typeof created === 'number' ? new Date(created * 1000) : otherwise;
}

function isOnTestClock(object: object | undefined): boolean {
  return object !== undefined && 'test_clock' in object && object.test_clock !== null;
}

/** Stripe keeps a stub of a deleted customer for ever, and each subscription: a live key that finds none is not its account's. */
function requireOwnAccount({ kind, id }: Reference, { row }: KnownRow): void {
  if (row['livemode'] !== true || (kind !== 'customer' && kind !== 'subscription')) return;
  throw new Failure(`billing knows ${id}, but Stripe does not, so nothing was changed`, {
    fix: 'use the key of the account that it belongs to; of another account everything would seem deleted',
  });
}
