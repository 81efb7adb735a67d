import { z } from 'zod';
import { price as newPrice } from '../../objects/price.ts';
import { product as newProduct, type Product } from '../../objects/product.ts';
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
import { recurring, recurringOf } from './prices.ts';

const fields = {
  ...expand,
  active: flag.optional(),
  description: unsettable.optional(),
  images: z.array(text).max(8).optional(),
  metadata: metadata.optional(),
  shippable: flag.optional(),
  statement_descriptor: unsettable.optional(),
  unit_label: unsettable.optional(),
  url: unsettable.optional(),
  marketing_features: withoutEffect,
  package_dimensions: withoutEffect,
  tax_code: withoutEffect,
  tax_details: withoutEffect,
};
const ignored = {
  expand: undefined,
  marketing_features: undefined,
  package_dimensions: undefined,
  tax_code: undefined,
  tax_details: undefined,
};
const defaultPrice = z.strictObject({
  currency,
  recurring: recurring.optional(),
  unit_amount: integer,
  metadata: metadata.optional(),
  tax_behavior: withoutEffect,
});

export const productRoutes: readonly Route[] = [
  route(
    'POST /v1/products',
    z.strictObject({
      ...fields,
      name: text,
      id: text.optional(),
      type: withoutEffect,
      default_price_data: defaultPrice.optional(),
    }),
    ({ account }, parameters) => {
      const { default_price_data: priced, metadata: meta, id, ...others } = parameters;
      if (id !== undefined && account.products.get(id) !== undefined) {
        throw new ApiError(400, `Product already exists: ${id}`, { code: 'resource_already_exists', param: 'id' });
      }
      const made = account.add(
        newProduct({
          ...given({ ...others, ...ignored, type: undefined }),
          name: others.name,
          id: id ?? account.ids.next('prod'),
          created: account.now(null),
          metadata: mergeMetadata({}, meta),
        }),
        'product.created',
      );
      if (priced === undefined) return made;
      const price = account.add(
        newPrice({
          id: account.ids.next('price'),
          created: account.now(null),
          product: made.id,
          currency: priced.currency,
          unit_amount: priced.unit_amount,
          recurring: recurringOf(priced.recurring),
          metadata: mergeMetadata({}, priced.metadata),
        }),
        'price.created',
      );
      return account.change(made, { default_price: price.id }, 'product.updated');
    },
  ),
  route('GET /v1/products/:id', z.strictObject(expand), ({ account }, _parameters, id) => productOf(account, id)),
  route(
    'POST /v1/products/:id',
    z.strictObject({ ...fields, name: text.optional(), default_price: text.optional() }),
    ({ account }, { metadata: meta, ...others }, id) => {
      const product = productOf(account, id);
      if (others.default_price !== undefined && account.prices.get(others.default_price)?.product !== id) {
        throw noSuch('price', others.default_price, 'default_price');
      }
      const changes = { ...given({ ...others, ...ignored }), metadata: mergeMetadata(product.metadata, meta) };
      const updated = account.now(null);
      return account.change(product, { ...changes, updated }, 'product.updated');
    },
  ),
  route('DELETE /v1/products/:id', z.strictObject({}), ({ account }, _parameters, id) => {
    const product = productOf(account, id);
    if (account.prices.page({ keys: { product: [id] } }, { limit: 1 }).data.length > 0) {
      throw new ApiError(400, 'This product cannot be deleted because it has one or more user-created prices.');
    }
    account.remove(product, 'product.deleted');
    return { id, object: 'product', deleted: true };
  }),
  route(
    'GET /v1/products',
    z.strictObject({ ...listing, active: flag.optional(), created: created.optional(), ids: z.array(text).optional() }),
    ({ account }, parameters) => {
      const { active, ids } = parameters;
      return listPage(account.products, '/v1/products', parameters, {
        keys: { active: active === undefined ? undefined : [String(active)] },
        accepts: ({ id }) => ids?.includes(id) ?? true,
      });
    },
  ),
];

function productOf(account: Account, id: string): Product {
  const product = account.products.get(id);
  if (product === undefined) throw noSuch('product', id);
  return product;
}
