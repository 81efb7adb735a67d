import { ZodError } from 'zod';
import { scrub } from '../card-data/scrub.ts';
import type { Delivery } from './delivery.ts';
import { objectIdOf, type StripeEvent } from './event.ts';
import { type Snapshot, snapshotOf } from './project/snapshot.ts';
import { asSnapshotEvent, followUpOf, type ThinEvent } from './thin-event.ts';

const reasonCharactersMax = 255;

/**
 * Turns a proven event into what one transaction needs, so that the transaction itself computes nothing.
 * An event that no projection can read is kept and quarantined: it must not block its neighbours, nor make Stripe
 * send it again for ever.
 */
export function prepare(event: StripeEvent, livemode: boolean, receivedAt: Date): Delivery {
  scrub(event);
  const payload = JSON.stringify(event);
  const kept = { event, objectId: objectIdOf(event), receivedAt, payload, followUp: null, erased: false };
  if (event.livemode !== livemode) return { ...kept, ...quarantined(otherMode(event.livemode)) };
  try {
    const snapshot = snapshotOf(event);
    return { ...kept, state: snapshot === null ? 'recorded' : 'applied', reason: null, snapshot };
  } catch (error) {
    if (error instanceof ZodError) return { ...kept, ...quarantined(unreadable(error)) };
    throw error;
  }
}

/** The same for a thin event: it has no state to apply, and calls for a look at its object. */
export function prepareThin(thin: ThinEvent, livemode: boolean, receivedAt: Date): Delivery {
  scrub(thin);
  const event = asSnapshotEvent(thin);
  const kept = { event, objectId: objectIdOf(event), receivedAt, payload: JSON.stringify(thin), erased: false };
  if (event.livemode !== livemode) return { ...kept, ...quarantined(otherMode(event.livemode)), followUp: null };
  return { ...kept, state: 'recorded', reason: null, snapshot: null, followUp: followUpOf(thin) };
}

/** The part of a delivery that says it cannot be applied, and why. */
export function quarantined(reason: string): { state: 'quarantined'; reason: string; snapshot: Snapshot | null } {
  return { state: 'quarantined', reason: reason.slice(0, reasonCharactersMax), snapshot: null };
}

function otherMode(livemode: boolean): string {
  return `the event is from ${livemode ? 'live' : 'test'} mode, this service is for ${livemode ? 'test' : 'live'} mode`;
}

/** Names the field and what was expected of it, never its value. */
function unreadable(error: ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
