import type { z } from 'zod';
import { pageSizeDefault, pageSizeMax } from '../../../../policies/local-stripe.ts';
import type { Collection, Query, StripeObject } from '../state/collection.ts';
import { ApiError } from './api-error.ts';
import type { created } from './parameters.ts';

interface Listing {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
  readonly created?: z.infer<typeof created> | undefined;
}

/** One page of a list in Stripe's form. */
export function listPage<T extends StripeObject>(
  collection: Collection<T>,
  url: string,
  parameters: Listing,
  query: Query<T> = {},
): object {
  const { limit = pageSizeDefault, starting_after: startingAfter, ending_before: endingBefore } = parameters;
  requirePageSize(limit);
  if (startingAfter !== undefined && endingBefore !== undefined) {
    throw new ApiError(400, 'You may only specify one of these parameters: starting_after, ending_before.');
  }
  requireKnown(collection, 'starting_after', startingAfter);
  requireKnown(collection, 'ending_before', endingBefore);
  const range = createdRange(parameters.created);
  const { data, hasMore } = collection.page({ ...query, ...range }, { limit, startingAfter, endingBefore });
  return { object: 'list', data, has_more: hasMore, url };
}

/** Refuses a page size that Stripe would refuse. */
export function requirePageSize(limit = pageSizeDefault): void {
  if (limit >= 1 && limit <= pageSizeMax) return;
  const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${pageSizeMax}`;
  throw new ApiError(400, `This value must be ${bound} (it currently is '${limit}').`, {
    code: 'parameter_invalid_integer',
    param: 'limit',
  });
}

function requireKnown<T extends StripeObject>(collection: Collection<T>, param: string, id: string | undefined): void {
  if (id === undefined || collection.get(id) !== undefined) return;
  throw new ApiError(400, `No such object: '${id}'`, { code: 'resource_missing', param });
}

function createdRange(given: Listing['created']): { createdFrom?: number; createdTo?: number } {
  if (given === undefined) return {};
  if (typeof given === 'number') return { createdFrom: given, createdTo: given };
  const from = Math.max(given.gte ?? -Infinity, (given.gt ?? -Infinity) + 1);
  const to = Math.min(given.lte ?? Infinity, (given.lt ?? Infinity) - 1);
  return { createdFrom: from, createdTo: to };
}
