import { deliveryCopiesMax } from '../../../../policies/local-stripe.ts';
import { seededRandom, seedFor } from '../state/seeded-random.ts';

/** What the stand-in does wrong on purpose. Rates are between 0 and 1; all of it follows the seed. */
export interface Faults {
  /** How likely a delivery is sent once more; asked again after each copy. */
  duplicate: number;
  /** How likely an event is never delivered, though the events list has it. */
  drop: number;
  /** How many deliveries wait together and leave in a random order; 0 keeps the order. */
  shuffle: number;
  /** Shortest and longest wait before a delivery leaves. */
  delayMilliseconds: readonly [number, number];
  /** How likely an event is never made: neither delivered nor listed, until Stripe says that it failed to make it. */
  neverMade: number;
  /** How likely an API call is answered with 500, or with 429; the call then has no effect. */
  apiErrorRate: number;
  apiRateLimitRate: number;
  /** How likely the answer to a POST is lost, by a cut connection or a 500, after the call had its effect. */
  apiLostAnswerRate: number;
}

export const noFaults: Readonly<Faults> = {
  duplicate: 0,
  drop: 0,
  shuffle: 0,
  delayMilliseconds: [0, 0],
  neverMade: 0,
  apiErrorRate: 0,
  apiRateLimitRate: 0,
  apiLostAnswerRate: 0,
};

/** Whether an event is never made. Decided by seed and id alone. */
export function neverMade(seed: number, event: string, faults: Faults): boolean {
  return faults.neverMade > 0 && seededRandom(seedFor(seed, `never ${event}`))() < faults.neverMade;
}

/** What happens to one delivery: the wait of each copy, none if it is dropped. Decided by seed and ids alone. */
export function copiesOf(seed: number, event: string, endpoint: string, faults: Faults): readonly number[] {
  // Of the event alone, so that a dropped event reaches no endpoint at all.
  if (seededRandom(seedFor(seed, `drop ${event}`))() < faults.drop) return [];
  const random = seededRandom(seedFor(seed, `${event} ${endpoint}`));
  const [shortest, longest] = faults.delayMilliseconds;
  const delay = () => shortest + Math.floor(random() * (longest - shortest + 1));
  const copies = [delay()];
  while (copies.length < deliveryCopiesMax && random() < faults.duplicate) copies.push(delay());
  return copies;
}
