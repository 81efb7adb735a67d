import { z } from 'zod';
import { price as newPrice, type Price, type Recurring } from '../../objects/price.ts';
import { product as newProduct } from '../../objects/product.ts';
import type { Account } from '../../state/account.ts';
import { ApiError, noSuch } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import {
  created,
  currency,
  expand,
  flag,
  given,
  integer,
  listing,
  mergeMetadata,
  metadata,
  text,
  unsettable,
  withoutEffect,
} from '../parameters.ts';
import { type Route, route } from '../route.ts';

const interval = z.enum(['day', 'week', 'month', 'year']);

export const recurring = z.strictObject({
  interval,
  interval_count: integer.optional(),
  trial_period_days: integer.optional(),
  usage_type: z.literal('licensed').optional(),
});

/** The hash that a price carries for the interval it is charged in; null for a price that is paid once. */
export function recurringOf(wanted: z.infer<typeof recurring> | undefined): Recurring | null {
  if (wanted === undefined) return null;
  const count = wanted.interval_count ?? 1;
  const most = { day: 1_095, week: 156, month: 36, year: 3 }[wanted.interval];
  if (count < 1 || count > most) {
    throw new ApiError(400, `Invalid recurring[interval_count]: it must be from 1 to ${most}.`, {
      param: 'recurring[interval_count]',
    });
  }
  return {
    interval: wanted.interval,
    interval_count: count,
    meter: null,
    trial_period_days: wanted.trial_period_days ?? null,
    usage_type: 'licensed',
  };
}

const fields = {
  ...expand,
  active: flag.optional(),
  lookup_key: text.optional(),
  metadata: metadata.optional(),
  nickname: unsettable.optional(),
  tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
};

export const priceRoutes: readonly Route[] = [
  route(
    'POST /v1/prices',
    z.strictObject({
      ...fields,
      currency,
      product: text.optional(),
      product_data: z.strictObject({ name: text, metadata: metadata.optional(), active: withoutEffect }).optional(),
      recurring: recurring.optional(),
      unit_amount: integer,
      billing_scheme: z.literal('per_unit').optional(),
    }),
    ({ account }, parameters) => {
      const { product, product_data: named, recurring: rhythm, metadata: meta, ...others } = parameters;
      if (others.unit_amount < 0) {
        throw new ApiError(400, 'Invalid non-negative integer', {
          code: 'parameter_invalid_integer',
          param: 'unit_amount',
        });
      }
      requireFreeLookupKey(account, others.lookup_key);
      return account.add(
        newPrice({
          ...given({ ...others, expand: undefined }),
          id: account.ids.next('price'),
          created: account.now(null),
          currency: others.currency,
          unit_amount: others.unit_amount,
          product: productFor(account, product, named),
          recurring: recurringOf(rhythm),
          metadata: mergeMetadata({}, meta),
        }),
        'price.created',
      );
    },
  ),
  route('GET /v1/prices/:id', z.strictObject(expand), ({ account }, _parameters, id) => priceOf(account, id)),
  route('POST /v1/prices/:id', z.strictObject(fields), ({ account }, { metadata: meta, ...others }, id) => {
    const price = priceOf(account, id);
    if (others.lookup_key !== price.lookup_key) requireFreeLookupKey(account, others.lookup_key);
    const changes = { ...given({ ...others, expand: undefined }), metadata: mergeMetadata(price.metadata, meta) };
    return account.change(price, changes, 'price.updated');
  }),
  route(
    'GET /v1/prices',
    z.strictObject({
      ...listing,
      active: flag.optional(),
      created: created.optional(),
      currency: currency.optional(),
      lookup_keys: z.array(text).max(10).optional(),
      product: text.optional(),
      recurring: z.strictObject({ interval: interval.optional(), usage_type: withoutEffect }).optional(),
      type: z.enum(['one_time', 'recurring']).optional(),
    }),
    ({ account }, parameters) => {
      const { active, currency: money, lookup_keys: lookupKeys, product, type, recurring: rhythm } = parameters;
      return listPage(account.prices, '/v1/prices', parameters, {
        keys: {
          active: active === undefined ? undefined : [String(active)],
          currency: money === undefined ? undefined : [money],
          lookup_key: lookupKeys,
          product: product === undefined ? undefined : [product],
          type: type === undefined ? undefined : [type],
        },
        accepts: (price) => rhythm?.interval === undefined || price.recurring?.interval === rhythm.interval,
      });
    },
  ),
];

/** A price by its id; `param` names where the id stood if that was not the path. */
export function priceOf(account: Account, id: string, param = 'id'): Price {
  const price = account.prices.get(id);
  if (price === undefined) throw noSuch('price', id, param);
  return price;
}

function productFor(
  account: Account,
  id: string | undefined,
  named: { name: string; metadata?: z.infer<typeof metadata> | undefined } | undefined,
): string {
  if (named !== undefined && id === undefined) {
    const made = { id: account.ids.next('prod'), created: account.now(null), name: named.name };
    return account.add(newProduct({ ...made, metadata: mergeMetadata({}, named.metadata) }), 'product.created').id;
  }
  if (id === undefined || named !== undefined) {
    throw new ApiError(400, 'You must specify either `product` or `product_data` when creating a price.', {
      param: 'product',
    });
  }
  if (account.products.get(id) === undefined) throw noSuch('product', id, 'product');
  return id;
}

function requireFreeLookupKey(account: Account, key: string | undefined): void {
  if (key === undefined || account.prices.page({ keys: { lookup_key: [key] } }, { limit: 1 }).data.length === 0) return;
  throw new ApiError(400, `A price (\`${key}\`) already uses that lookup key.`, { param: 'lookup_key' });
}
