import { Stripe } from 'stripe';
import type { RequestsOf } from '../load.ts';
import { eventBody } from './events.ts';

export interface DeliveriesOptions {
  secret: string;
  /** Events are numbered; a run sends those from `first` on. */
  first: number;
  /** How many are signed before the clock starts; 0 signs each when its turn comes, for runs that no memory would hold. */
  count: number;
  /** Whether to begin again with the first when all are sent; otherwise the run ends there. */
  repeat: boolean;
}

/** Signed deliveries, as Stripe posts them. */
export const requestsOf: RequestsOf<DeliveriesOptions> = ({ port, secret, first, count, repeat }) => {
  const signed = Array.from({ length: count }, (_, index) => signedRequest(port, secret, eventBody(first + index)));
  let next = 0;
  return () => {
    if (count === 0) return signedRequest(port, secret, eventBody(first + next++));
    if (next === signed.length && repeat) next = 0;
    return signed[next++];
  };
};

/** A delivery of this payload. */
export function signedRequest(port: number, secret: string, payload: string): Buffer {
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  return Buffer.from(
    `POST /webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\nStripe-Signature: ${signature}\r\n` +
      `Content-Length: ${Buffer.byteLength(payload)}\r\n\r\n${payload}`,
  );
}
