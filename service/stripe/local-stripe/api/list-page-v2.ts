import { stringify } from 'qs';
import type { Collection, Query, StripeObject } from '../state/collection.ts';
import { ApiError } from './api-error.ts';
import { requirePageSize } from './list-page.ts';

/** One page of a list in v2's form: the whole addresses of the pages beside it, with the same filters. */
export function listPageOfV2<T extends StripeObject>(
  collection: Collection<T>,
  url: string,
  parameters: { readonly given: object; readonly limit: number; readonly page: string | undefined },
  query: Query<T>,
  wire: (object: T) => object,
): object {
  const { given, limit, page } = parameters;
  requirePageSize(limit);
  const cursor = cursorOf(collection, page);
  const { data, hasMore } = collection.page(query, { limit, ...cursor });
  const backwards = cursor.endingBefore !== undefined;
  const address = (token: string) =>
    `${url}?${stringify({ ...given, limit, page: token }, { encodeValuesOnly: true })}`;
  const [first, last] = [data[0], data.at(-1)];
  // Whoever came from a side can go back to it.
  const next = last !== undefined && (backwards || hasMore) ? address(`after_${last.id}`) : null;
  const fromOlder = page !== undefined && !backwards;
  const previous = first !== undefined && (fromOlder || (backwards && hasMore)) ? address(`before_${first.id}`) : null;
  return { data: data.map(wire), next_page_url: next, previous_page_url: previous };
}

function cursorOf<T extends StripeObject>(
  collection: Collection<T>,
  page: string | undefined,
): { startingAfter?: string; endingBefore?: string } {
  if (page === undefined) return {};
  const [, side, id = ''] = /^(after|before)_(.+)$/.exec(page) ?? [];
  if (collection.get(id) === undefined) {
    throw new ApiError(400, 'Invalid page token.', { code: 'invalid_page_token', param: 'page' });
  }
  return side === 'before' ? { endingBefore: id } : { startingAfter: id };
}
