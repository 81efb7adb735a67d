import { pageSizeDefault } from '../../../../policies/local-stripe.ts';
import type { Account } from '../state/account.ts';
import { noSuch } from './api-error.ts';

/** The list of what a checkout session sells, in the order in which it was given, unlike Stripe's other lists. */
export function lineItemsOf(account: Account, session: string, page: { limit?: number; after?: string } = {}): object {
  const { limit = pageSizeDefault, after } = page;
  const all = account.checkouts.get(session)?.lines ?? [];
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw noSuch('object', after, 'starting_after');
  const data = all.slice(start, start + limit);
  const url = `/v1/checkout/sessions/${session}/line_items`;
  return { object: 'list', data, has_more: start + limit < all.length, url };
}
