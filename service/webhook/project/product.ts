import { z } from 'zod';
import { featuresMax } from '../../../policies/api.ts';
import { identifier, tellsDeletion } from '../event.ts';
import { dateOf, secondsOf, text, time } from './fields.ts';
import { filled } from './pinned.ts';
import type { Projection } from './projection.ts';

const schema = z.object({
  id: identifier,
  name: text(512),
  active: z.boolean(),
  metadata: z.record(z.string(), z.string()).nullish(),
  livemode: z.boolean(),
  created: time,
});

/** What a product's metadata says at Stripe: `plan=pro`, `features=reports, export`. */
export const productMetadata = { plan: 'plan', features: 'features' } as const;

/** https://docs.stripe.com/api/products/object */
export const productProjection: Projection = {
  table: 'billing_products',
  columns: ['id', 'name', 'active', 'plan', 'features', 'livemode', 'created', 'deleted', 'account_id'],
  schema,
  pinned: [filled('metadata')],
  read(object, eventType) {
    const product = schema.parse(object);
    return {
      id: product.id,
      name: product.name,
      active: product.active,
      plan: text(255).safeParse(product.metadata?.[productMetadata.plan]).data ?? null,
      features: JSON.stringify(featuresOf(product.metadata?.[productMetadata.features])),
      livemode: product.livemode,
      created: dateOf(product.created),
      deleted: tellsDeletion('product', eventType),
    };
  },
  objectOf: (row) => ({
    id: row['id'],
    object: 'product',
    name: row['name'],
    active: row['active'],
    metadata: {
      ...(row['plan'] !== null && { [productMetadata.plan]: row['plan'] }),
      [productMetadata.features]: (JSON.parse(String(row['features'])) as string[]).join(','),
    },
    livemode: row['livemode'],
    created: secondsOf(row['created']),
  }),
  isTerminal: (row) => row['deleted'] === true,
  stage: () => 0,
};

/** Names with commas between, each once and in order, so that the same set is always the same text. */
function featuresOf(list: string | undefined): string[] {
  const names = (list ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))].sort().slice(0, featuresMax);
}
