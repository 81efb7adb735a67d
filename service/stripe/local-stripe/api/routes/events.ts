import { z } from 'zod';
import type { Account } from '../../state/account.ts';
import { noSuch } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import { created, expand, listing, text, withoutEffect } from '../parameters.ts';
import { type Route, route } from '../route.ts';

export const eventRoutes: readonly Route[] = [
  route('GET /v1/events/:id', z.strictObject(expand), ({ account }, _parameters, id) => {
    const event = account.events.get(id);
    if (event === undefined) throw noSuch('event', id);
    return event;
  }),
  route(
    'GET /v1/events',
    z.strictObject({
      ...listing,
      created: created.optional(),
      delivery_success: withoutEffect,
      type: text.optional(),
      types: z.array(text).max(20).optional(),
    }),
    ({ account }, parameters) => {
      const { type, types } = parameters;
      const wanted = type === undefined ? types : [type];
      return listPage(account.events, '/v1/events', parameters, {
        keys: { type: wanted?.flatMap((each) => matching(account, each)) },
      });
    },
  ),
];

/** The types that a filter names; `invoice.*` names all that begin so. */
function matching(account: Account, filter: string): readonly string[] {
  if (!filter.endsWith('*')) return [filter];
  const begin = filter.slice(0, -1);
  return account.events.keysOf('type').filter((type) => type.startsWith(begin));
}
