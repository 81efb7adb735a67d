import { z } from 'zod';
import { connectedAccount } from '../../objects/connected-account.ts';
import type { Platform } from '../../state/platform.ts';
import { ApiError } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import { created, expand, given, listing, mergeMetadata, metadata, text, withoutEffect } from '../parameters.ts';
import { type ApiContext, type Route, route } from '../route.ts';

export const accountRoutes: readonly Route[] = [
  route('GET /v1/account', z.strictObject(expand), ({ account, platform }) => accountOf(platform, account.options.id)),
  route('GET /v1/accounts/:id', z.strictObject(expand), ({ platform }, _parameters, id) => accountOf(platform, id)),
  route(
    'POST /v1/accounts',
    z.strictObject({
      ...expand,
      business_type: text.optional(),
      country: text.optional(),
      email: text.optional(),
      metadata: metadata.optional(),
      type: z.enum(['custom', 'express', 'standard']).optional(),
      business_profile: withoutEffect,
      capabilities: withoutEffect,
      controller: withoutEffect,
    }),
    (context, { business_type: business, country, email, metadata: meta, type }) => {
      requirePlatform(context);
      const fields = given({ business_type: business, country, email, type });
      return context.platform.connect({ ...fields, metadata: mergeMetadata({}, meta) });
    },
  ),
  route('GET /v1/accounts', z.strictObject({ ...listing, created: created.optional() }), ({ account }, parameters) =>
    listPage(account.connectedAccounts, '/v1/accounts', parameters),
  ),
];

/** The platform's own account, or one that is connected to it. ApiError 403 for any other. */
function accountOf(platform: Platform, id: string): object {
  const { account } = platform.tenant(id);
  const connected = platform.own.account.connectedAccounts.get(id);
  return connected ?? connectedAccount({ id: account.options.id, created: 0, email: 'platform@example.com' });
}

function requirePlatform({ account, platform }: ApiContext): void {
  if (account === platform.own.account) return;
  throw new ApiError(403, 'Only Stripe Connect platforms can work with other accounts.');
}
