import { z } from 'zod';
import { epochSeconds } from '../event.ts';

/** Text that fits a column of this many characters. */
export const text = (charactersMax: number) => z.string().max(charactersMax);

/** A Stripe id, or the expanded object that carries it. */
export const reference = z
  .union([text(255), z.object({ id: text(255) })])
  .transform((value) => (typeof value === 'string' ? value : value.id));

/** ISO 4217 in lower case, as Stripe writes it. */
export const currency = z.string().length(3);

/** Minor units. Within a double's exact integers, as JSON carries it. */
export const amount = z.int();

/** Stripe's seconds as a Date. */
export const time = epochSeconds.transform((seconds) => new Date(seconds * 1000));

/** Stripe leaves out what it has newly added or retired; absent and null mean the same to a projection. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value): z.output<Schema> | null => value ?? null);
