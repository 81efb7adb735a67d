import { z } from 'zod';
import { identifier } from '../event.ts';
import { amount, currency, dateOf, text, time } from './fields.ts';
import type { Projection } from './projection.ts';

const schema = z.object({
  id: identifier,
  email: text(512).nullish(),
  name: text(512).nullish(),
  currency: currency.nullish(),
  balance: amount.nullish(),
  delinquent: z.boolean().nullish(),
  livemode: z.boolean(),
  created: time,
});

/** https://docs.stripe.com/api/customers/object */
export const customerProjection: Projection = {
  table: 'billing_customers',
  columns: ['id', 'email', 'name', 'currency', 'balance', 'delinquent', 'livemode', 'created', 'deleted'],
  read(object, eventType) {
    const customer = schema.parse(object);
    return {
      id: customer.id,
      email: customer.email ?? null,
      name: customer.name ?? null,
      currency: customer.currency ?? null,
      balance: customer.balance ?? 0,
      delinquent: customer.delinquent ?? false,
      livemode: customer.livemode,
      created: dateOf(customer.created),
      deleted: eventType === 'customer.deleted',
    };
  },
  isTerminal: (row) => row['deleted'] === true,
  stage: () => 0,
};
