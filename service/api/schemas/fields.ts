import { z } from 'zod';
import {
  idempotencyKeyCharactersMax,
  pageSizeDefault,
  pageSizeMax,
  referenceCharactersMax,
  urlCharactersMax,
} from '../../../policies/api.ts';
import { customerId } from '../../privacy/customer-id.ts';

/** What the API's requests and answers are made of. Whatever is checked here stands in the OpenAPI document too. */

/** How Stripe's own ids begin; the two kinds of name for a customer are told apart by it. */
const stripePrefix = 'cus_';

/** No control characters, no half characters, and no space at the ends, which a database may take for nothing. */
const plainText = String.raw`(?! )[^\p{Cc}\p{Cs}]*(?<! )`;

/** `.` and `..` cannot stand in a path. */
export const reference = z
  .string()
  .min(1)
  .max(referenceCharactersMax)
  .regex(new RegExp(`^(?!${stripePrefix})(?!\\.{1,2}$)${plainText}$`, 'u'))
  .meta({
    id: 'Reference',
    description: `The app’s own name for its customer: an account’s number, say. Never begins with ${stripePrefix}. Not for a person’s name or address.`,
    example: 'account-4711',
  });

export const stripeCustomerId = z.string().regex(customerId).meta({
  id: 'CustomerId',
  description: 'Stripe’s id of the customer.',
  example: 'cus_NffrFeUfNV2Hib',
});

/** Either of them. */
export const customerRef = z
  .union([stripeCustomerId, reference])
  .meta({ description: 'Stripe’s id of the customer, or the reference that the app made it with, percent-encoded.' });

/** Whether a name of a customer is Stripe's. */
export function isStripeId(ref: string): boolean {
  return ref.startsWith(stripePrefix);
}

export const idempotencyKey = z
  .string()
  .regex(new RegExp(`^[\\x21-\\x7e]{1,${idempotencyKeyCharactersMax}}$`))
  .meta({ description: 'A new one for each thing to be done, the same one whenever it is asked for again.' });

/** Text of a person or a company. */
export const personText = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .regex(new RegExp(`^${plainText}$`, 'u'));

/** ISO 8601 in UTC. */
export const time = z.iso.datetime();

/** Minor units of the currency beside it. */
export const amount = z.int().meta({ description: 'Minor units of the currency.' });

/** ISO 4217 in lower case, as Stripe writes it. */
export const currency = z.string().length(3);

export const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(pageSizeMax)
  .default(pageSizeDefault)
  .meta({ description: 'Objects of one page.', override: { type: 'integer' } });

export const returnUrl = z
  .string()
  .max(urlCharactersMax)
  .regex(/^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/u)
  .meta({
    description: 'Where the person goes from Stripe’s page; https only in live mode.',
    example: 'https://app.example.com/billing',
  });
