import { z } from 'zod';

/** Printable ASCII without spaces: every id Stripe ever made, and safe in a log line and in an ascii column. */
export const identifier = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** Seconds since 1970, up to the year 9999, where DATETIME ends. */
export const epochSeconds = z.int().min(0).max(253_402_300_799);

/**
 * Types of the events that billing makes itself of what it read from Stripe's API: see service/stripe/read/. A repair is
 * a read that an operator, or a doubt, puts above a state that is otherwise the last one.
 */
export const readTypes = {
  read: 'bulkhead.read',
  deleted: 'bulkhead.read_deleted',
  repair: 'bulkhead.repair',
} as const;
export type ReadType = (typeof readTypes)[keyof typeof readTypes];

/** What the id of a repair begins with. */
export const repairIdPrefix = 'repair_';

/** Whether an event says that its object, of this kind, is there no longer. */
export function tellsDeletion(kind: string, type: string): boolean {
  return type === `${kind}.deleted` || type === readTypes.deleted;
}

const object = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null);

const event = z.object({
  id: identifier,
  object: z.literal('event'),
  type: identifier,
  created: epochSeconds,
  livemode: z.boolean(),
  /** Connect: the account it comes from; absent where it is the account whose endpoint this is. */
  account: identifier.nullish(),
  api_version: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .nullish(),
  data: z.object({ object, previous_attributes: object.nullish() }),
});

/** A snapshot event as Stripe posts it; `data.object` is not looked into here. https://docs.stripe.com/api/events/object */
export type StripeEvent = z.infer<typeof event>;

/** Reads a parsed body as a Stripe event; null where it is something else. */
export function asStripeEvent(body: unknown): StripeEvent | null {
  // The body itself and not what zod makes of it: the ledger keeps all that Stripe sent, also what is not named here.
  return event.safeParse(body).success ? (body as StripeEvent) : null;
}

/** The id of the object an event is about; null for objects that have none (a balance, an upcoming invoice). */
export function objectIdOf(stripeEvent: StripeEvent): string | null {
  const parsed = identifier.safeParse(stripeEvent.data.object['id']);
  return parsed.success ? parsed.data : null;
}
