import type { RequestsOf } from '../load.ts';
import { seatsBody } from '../webhook/events.ts';
import { signedRequest } from '../webhook/requests.ts';

export interface ChangesOptions {
  secret: string;
  /** Of so many customers, one after another. */
  customers: number;
  /** How many are signed before the clock starts; the run ends with them. */
  count: number;
}

/** Signed deliveries, each of which changes what a customer may use. */
export const requestsOf: RequestsOf<ChangesOptions> = ({ port, secret, customers, count }) => {
  const signed = Array.from({ length: count }, (_, index) => signedRequest(port, secret, seatsBody(index, customers)));
  let next = 0;
  return () => signed[next++];
};
