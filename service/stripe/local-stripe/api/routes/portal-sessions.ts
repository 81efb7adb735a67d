import { z } from 'zod';
import { portalSession } from '../../objects/portal-session.ts';
import { expand, text, webAddress, withoutEffect } from '../parameters.ts';
import { type Route, route } from '../route.ts';
import { customerOfId } from './customers.ts';

export const portalSessionRoutes: readonly Route[] = [
  route(
    'POST /v1/billing_portal/sessions',
    z.strictObject({
      ...expand,
      configuration: text.optional(),
      customer: text,
      return_url: webAddress.optional(),
      flow_data: withoutEffect,
      locale: withoutEffect,
    }),
    ({ account }, { configuration, customer: customerId, return_url: returnUrl }) => {
      const customer = customerOfId(account, customerId, 'customer');
      const id = account.ids.next('bps');
      return account.add(
        portalSession({
          id,
          created: account.now(customer.test_clock),
          configuration: configuration ?? 'bpc_localStripeDefault',
          customer: customer.id,
          return_url: returnUrl ?? null,
          url: `${account.pagesUrl}/p/session/${id}`,
        }),
        'billing_portal.session.created',
      );
    },
  ),
];
