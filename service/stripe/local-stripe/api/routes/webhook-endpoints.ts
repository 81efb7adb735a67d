import { z } from 'zod';
import type { WebhookEndpoint } from '../../objects/webhook-endpoint.ts';
import type { Account } from '../../state/account.ts';
import { noSuch } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import { expand, flag, given, listing, mergeMetadata, metadata, text, unsettable } from '../parameters.ts';
import { type Route, route } from '../route.ts';

const fields = { ...expand, description: unsettable.optional(), metadata: metadata.optional() };
const enabledEvents = z.array(text).min(1).max(1_000);

export const webhookEndpointRoutes: readonly Route[] = [
  route(
    'POST /v1/webhook_endpoints',
    z.strictObject({
      ...fields,
      api_version: text.optional(),
      connect: flag.optional(),
      enabled_events: enabledEvents,
      url: text,
    }),
    ({ endpoints }, parameters) => {
      const { metadata: meta, api_version, connect = false, description, enabled_events, url } = parameters;
      const settings = given({ api_version, description });
      const fields = { ...settings, enabled_events, metadata: mergeMetadata({}, meta), url };
      const made = endpoints.add(fields, [], { connect });
      // Only this answer ever shows the secret, as at Stripe.
      return { ...made.endpoint, secret: made.secrets[0] };
    },
  ),
  route('GET /v1/webhook_endpoints/:id', z.strictObject(expand), ({ account }, _parameters, id) =>
    endpointOf(account, id),
  ),
  route(
    'POST /v1/webhook_endpoints/:id',
    z.strictObject({
      ...fields,
      disabled: flag.optional(),
      enabled_events: enabledEvents.optional(),
      url: text.optional(),
    }),
    ({ account, endpoints }, { metadata: meta, disabled, description, enabled_events, url }, id) => {
      const endpoint = endpointOf(account, id);
      return endpoints.change(endpoint, {
        ...given({ description, enabled_events, url }),
        ...(disabled === undefined ? {} : { status: disabled ? 'disabled' : 'enabled' }),
        metadata: mergeMetadata(endpoint.metadata, meta),
      });
    },
  ),
  route('DELETE /v1/webhook_endpoints/:id', z.strictObject({}), ({ account, endpoints }, _parameters, id) => {
    endpoints.remove(endpointOf(account, id));
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
  route('GET /v1/webhook_endpoints', z.strictObject(listing), ({ account }, parameters) =>
    listPage(account.webhookEndpoints, '/v1/webhook_endpoints', parameters),
  ),
];

function endpointOf(account: Account, id: string): WebhookEndpoint {
  const endpoint = account.webhookEndpoints.get(id);
  if (endpoint === undefined) throw noSuch('webhook endpoint', id);
  return endpoint;
}
