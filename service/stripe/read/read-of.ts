import { createHash } from 'node:crypto';
import { Stripe } from 'stripe';
import type { Delivery } from '../../webhook/delivery.ts';
import { type ReadType, readTypes, repairIdPrefix } from '../../webhook/event.ts';
import { prepare } from '../../webhook/prepare.ts';
import { type Kind, readings } from './kinds.ts';
import { UnreadableAnswer } from './unreadable.ts';

/** What is known of a read besides the object. */
export interface ReadFacts {
  kind: Kind;
  /** Connect: the account that was asked; null for the one whose key billing holds. */
  account: string | null;
  /** When the read began, by Stripe's clock: see beganAt(). Of an answer to a write: likewise. */
  readAt: Date;
  /** What the read says of the object; that it is so, unless told otherwise. */
  type?: ReadType;
  /** When the answer was here, by our clock; now, unless told otherwise. */
  receivedAt?: Date;
}

const idCharactersMax = 200;

/**
 * A read: an object of Stripe's API as an event that we make ourselves, so that it goes the way of every other event:
 * into the ledger, scrubbed, merged by its time, without the person where the customer was erased. It holds what billing
 * reads of the object and no more. `commits.commit(readOf(...))` commits it; to commit it twice changes nothing.
 * Throws an UnreadableAnswer where the object has not the shape that billing's row needs.
 */
export function readOf(object: object, facts: ReadFacts): Delivery {
  const { kind, account, readAt, type = readTypes.read, receivedAt = new Date() } = facts;
  const read = parse(object, kind);
  const id = String(read['id']);
  const event = {
    id: `${type === readTypes.repair ? repairIdPrefix : 'read_'}${shortened(id)}_${receivedAt.getTime()}`,
    object: 'event' as const,
    type,
    created: Math.floor(readAt.getTime() / 1000),
    livemode: read['livemode'] === true,
    ...(account !== null && { account }),
    api_version: Stripe.API_VERSION,
    data: { object: read },
  };
  return prepare(event, event.livemode, receivedAt);
}

function parse(object: object, kind: Kind): Record<string, unknown> {
  const parsed = readings[kind].projection.schema.safeParse(object);
  if (!parsed.success) throw new UnreadableAnswer(`a ${kind}`, parsed.error);
  return { object: kind, ...parsed.data };
}

/** Some ids can be chosen, and an event's id has to fit its column. */
function shortened(id: string): string {
  return id.length <= idCharactersMax ? id : createHash('sha256').update(id).digest('hex');
}
