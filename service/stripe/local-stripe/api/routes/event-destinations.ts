import { z } from 'zod';
import { pageSizeDefault } from '../../../../../policies/local-stripe.ts';
import { type EventDestination, wireDestination } from '../../objects/event-destination.ts';
import { relatedObjectOfV2, wholeEvent } from '../../objects/thin-event.ts';
import type { Account } from '../../state/account.ts';
import { ApiError, noSuch, notSimulated } from '../api-error.ts';
import { listPageOfV2 } from '../list-page-v2.ts';
import { given, integer, text } from '../parameters.ts';
import { type ApiContext, type Route, route } from '../route.ts';

const include = z.array(z.enum(['webhook_endpoint.signing_secret', 'webhook_endpoint.url'])).optional();
const metadata = z.record(z.string().max(40), z.string().max(500).nullable()).optional();
const enabledEvents = z.array(text).min(1).max(1_000);
const events = z.array(z.enum(['@self', '@accounts'])).min(1);
const hook = z.strictObject({ url: text });
const path = '/v2/core/event_destinations';

/** v2 takes JSON, so numbers and lists are what they are. */
export const eventDestinationRoutes: readonly Route[] = [
  route(
    `POST ${path}`,
    z.strictObject({
      description: text.optional(),
      enabled_events: enabledEvents,
      event_payload: z.enum(['snapshot', 'thin']),
      events_from: events.optional(),
      include,
      metadata,
      name: text,
      snapshot_api_version: text.optional(),
      type: text,
      webhook_endpoint: hook.optional(),
    }),
    (context, { include: wanted, metadata: meta, type, webhook_endpoint: endpoint, ...fields }) => {
      if (type !== 'webhook_endpoint') throw notSimulated(`type=${type}`);
      if (endpoint === undefined) {
        throw new ApiError(400, 'Missing required param: webhook_endpoint.', {
          code: 'parameter_missing',
          param: 'webhook_endpoint',
        });
      }
      const made = context.endpoints.addDestination({
        ...given(fields),
        metadata: merged({}, meta),
        url: endpoint.url,
      });
      return shown(context, made.destination, wanted);
    },
  ),
  route(`GET ${path}/:id`, z.strictObject({ include }), (context, parameters, id) =>
    shown(context, destinationOf(context.account, id), parameters.include),
  ),
  route(
    `POST ${path}/:id`,
    z.strictObject({
      description: text.optional(),
      enabled_events: enabledEvents.optional(),
      include,
      metadata,
      name: text.optional(),
      webhook_endpoint: hook.optional(),
    }),
    (context, { include: wanted, metadata: meta, webhook_endpoint: endpoint, ...fields }, id) => {
      const destination = destinationOf(context.account, id);
      const changed = context.endpoints.change(destination, {
        ...given({ ...fields, url: endpoint?.url }),
        metadata: merged(destination.metadata, meta),
        updated: context.account.now(null),
      });
      return shown(context, changed, wanted);
    },
  ),
  route(`DELETE ${path}/:id`, z.strictObject({}), ({ account, endpoints }, _parameters, id) => {
    endpoints.remove(destinationOf(account, id));
    return { id, object: 'v2.core.event_destination' };
  }),
  route(`POST ${path}/:id/disable`, z.strictObject({}), (context, _parameters, id) =>
    switched(context, id, 'disabled'),
  ),
  route(`POST ${path}/:id/enable`, z.strictObject({}), (context, _parameters, id) => switched(context, id, 'enabled')),
  route(`POST ${path}/:id/ping`, z.strictObject({}), ({ account, endpoints, deliveries }, _parameters, id) => {
    const destination = destinationOf(account, id);
    const receiver = endpoints.receiver(id);
    if (receiver === undefined) throw new ApiError(400, `The event destination ${id} is disabled.`);
    const event = account.quietly(() =>
      account.tellThin({
        type: 'v2.core.event_destination.ping',
        related_object: relatedObjectOfV2(destination.id, destination.object, path),
      }),
    );
    deliveries.sendTo({ account, endpoints }, event, receiver);
    return wholeEvent(event);
  }),
  route(
    `GET ${path}`,
    z.strictObject({ include, limit: integer.optional(), page: text.optional() }),
    (context, { include: wanted, limit = pageSizeDefault, page }) =>
      listPageOfV2(context.account.eventDestinations, path, { given: { include: wanted }, limit, page }, {}, (each) =>
        shown(context, each, wanted),
      ),
  ),
];

function switched(context: ApiContext, id: string, status: EventDestination['status']): object {
  const destination = destinationOf(context.account, id);
  const updated = context.account.now(null);
  return shown(context, context.endpoints.change(destination, { status, updated }), undefined);
}

function shown({ endpoints }: ApiContext, destination: EventDestination, wanted: readonly string[] = []): object {
  const [secret = ''] = endpoints.secrets(destination.id);
  return wireDestination(destination, {
    ...(wanted.includes('webhook_endpoint.signing_secret') ? { signing_secret: secret } : {}),
    ...(wanted.includes('webhook_endpoint.url') ? { url: destination.url } : {}),
  });
}

/** v2 removes a key by null. */
function merged(before: Readonly<Record<string, string>>, wanted: z.infer<typeof metadata>): Record<string, string> {
  const all = Object.entries({ ...before, ...wanted });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function destinationOf(account: Account, id: string): EventDestination {
  const destination = account.eventDestinations.get(id);
  if (destination === undefined) throw noSuch('v2.core.event_destination', id);
  return destination;
}
