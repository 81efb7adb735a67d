import { z } from 'zod';
import { pageSizeDefault } from '../../../../../policies/local-stripe.ts';
import { wholeEvent } from '../../objects/thin-event.ts';
import { noSuch } from '../api-error.ts';
import { integer, text } from '../parameters.ts';
import { type Route, route } from '../route.ts';
import { listPageOfV2 } from '../list-page-v2.ts';

/** v2 writes times as ISO 8601; the SDK's types say seconds, so both are read. */
const moment = z.union([integer, z.iso.datetime({ offset: true }).transform((value) => Date.parse(value) / 1_000)]);

export const v2EventRoutes: readonly Route[] = [
  route('GET /v2/core/events/:id', z.strictObject({}), ({ account }, _parameters, id) => {
    const event = account.thinEvents.get(id);
    if (event === undefined) throw noSuch('v2.core.event', id);
    return wholeEvent(event);
  }),
  route(
    'GET /v2/core/events',
    z.strictObject({
      created: z
        .strictObject({ gt: moment.optional(), gte: moment.optional(), lt: moment.optional(), lte: moment.optional() })
        .optional(),
      limit: integer.optional(),
      object_id: text.optional(),
      page: text.optional(),
      types: z.array(text).max(20).optional(),
    }),
    ({ account }, { created, limit = pageSizeDefault, object_id: object, page, types }) => {
      const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = created ?? {};
      const query = {
        keys: { object: object === undefined ? undefined : [object], type: types },
        createdFrom: Math.max(Math.ceil(gte), Math.floor(gt) + 1),
        createdTo: Math.min(Math.floor(lte), Math.ceil(lt) - 1),
      };
      const given = { created, object_id: object, types };
      return listPageOfV2(account.thinEvents, '/v2/core/events', { given, limit, page }, query, wholeEvent);
    },
  ),
];
