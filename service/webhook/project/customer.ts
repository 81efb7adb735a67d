import { z } from 'zod';
import { identifier } from '../event.ts';
import { amount, currency, optional, text, time } from './fields.ts';
import type { Projection } from './projection.ts';

const customer = z.object({
  id: identifier,
  email: optional(text(512)),
  name: optional(text(512)),
  currency: optional(currency),
  balance: amount.nullish().transform((balance) => balance ?? 0),
  delinquent: z
    .boolean()
    .nullish()
    .transform((delinquent) => delinquent ?? false),
  livemode: z.boolean(),
  created: time,
});

/** https://docs.stripe.com/api/customers/object */
export const customerProjection: Projection = {
  table: 'billing_customers',
  columns: ['id', 'email', 'name', 'currency', 'balance', 'delinquent', 'livemode', 'created', 'deleted'],
  read: (object, eventType) => ({ ...customer.parse(object), deleted: eventType === 'customer.deleted' }),
  isTerminal: (row) => row['deleted'] === true,
  stage: () => 0,
};
