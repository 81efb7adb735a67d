import type { StripeEvent } from './event.ts';
import type { Snapshot } from './project/snapshot.ts';
import type { FollowUp } from './thin-event.ts';

/** What became of an event in the ledger. */
export type State = 'applied' | 'recorded' | 'quarantined';

/** What a sender is told became of its delivery; a duplicate changed nothing. */
export type Outcome = State | 'duplicate';

/** An event that is proven to be Stripe's, scrubbed, and ready to be committed. */
export interface Delivery {
  event: StripeEvent;
  objectId: string | null;
  receivedAt: Date;
  state: State;
  /** Why it is quarantined; null otherwise. */
  reason: string | null;
  /** What to project; null unless `state` is applied. */
  snapshot: Snapshot | null;
  /** The event as JSON, scrubbed of card data. */
  payload: string;
  /** What it calls for beside being kept; null where nothing. */
  followUp: FollowUp | null;
  /** Whether its customer was erased: of the payload only the hash is then kept. */
  erased: boolean;
}
