import { z } from 'zod';
import { epochSeconds } from '../event.ts';
import type { Value } from './projection.ts';

/**
 * What a projection's fields may look like. These schemas only judge; the projections themselves turn what passed into
 * columns, which costs a third of what transforms inside a schema do.
 */

/** Text that fits a column of this many characters. */
export const text = (charactersMax: number) => z.string().max(charactersMax);

/** A Stripe id, or the expanded object that carries it. */
export const reference = z.union([text(255), z.object({ id: text(255) })]);

/** ISO 4217 in lower case, as Stripe writes it. */
export const currency = z.string().regex(/^[a-z]{3}$/);

/** Minor units. Within a double's exact integers, as JSON carries it. */
export const amount = z.int();

/** Stripe's seconds. */
export const time = epochSeconds;

/** The id that a reference names; null where there is none. */
export function idOf(value: z.infer<typeof reference> | null | undefined): string | null {
  return typeof value === 'object' ? (value?.id ?? null) : (value ?? null);
}

/** A Date as Stripe's seconds. */
export function secondsOf(date: Value | undefined): number | null {
  return date instanceof Date ? date.getTime() / 1000 : null;
}

/** Stripe's seconds as a Date; null where there are none. Absent and null mean the same to a projection. */
export function dateOf(seconds: number | null | undefined): Date | null {
  return seconds === null || seconds === undefined ? null : new Date(seconds * 1000);
}
