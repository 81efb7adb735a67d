import { z } from 'zod';
import { appNamePattern } from '../../../policies/api.ts';
import { identifier, tellsDeletion } from '../event.ts';
import { amount, currency, dateOf, secondsOf, text, time } from './fields.ts';
import { filled, present } from './pinned.ts';
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
  metadata: z.record(z.string(), z.string()).nullish(),
});

/** What billing writes into a customer's metadata at Stripe: the app that made it, and what that app calls it. */
export const customerMetadata = { app: 'bulkhead_app', reference: 'bulkhead_reference' } as const;

const appName = z.string().regex(appNamePattern);

/** Anybody may write into metadata at Stripe: what cannot be what it is said to be counts as not there. */
function fitting(value: string | undefined, schema: z.ZodType<string>): string | null {
  return schema.safeParse(value).data ?? null;
}

/** https://docs.stripe.com/api/customers/object */
export const customerProjection: Projection = {
  table: 'billing_customers',
  columns: [
    'id',
    'email',
    'name',
    'currency',
    'balance',
    'delinquent',
    'livemode',
    'created',
    'deleted',
    'app_name',
    'app_reference',
    'account_id',
  ],
  schema,
  pinned: [...[filled('balance'), filled('metadata')], ...['email', 'name', 'currency', 'delinquent'].map(present)],
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
      deleted: tellsDeletion('customer', eventType),
      app_name: fitting(customer.metadata?.[customerMetadata.app], appName),
      app_reference: fitting(customer.metadata?.[customerMetadata.reference], text(255)),
    };
  },
  objectOf: (row) => ({
    id: row['id'],
    object: 'customer',
    email: row['email'],
    name: row['name'],
    currency: row['currency'],
    balance: row['balance'],
    delinquent: row['delinquent'],
    livemode: row['livemode'],
    created: secondsOf(row['created']),
    metadata: {
      ...(row['app_name'] !== null && { [customerMetadata.app]: row['app_name'] }),
      ...(row['app_reference'] !== null && { [customerMetadata.reference]: row['app_reference'] }),
    },
  }),
  isTerminal: (row) => row['deleted'] === true,
  stage: () => 0,
};
