import { publicRoutes } from '../../routes.ts';
import { defineRoute } from '../route.ts';
import { entitlements } from '../schemas/resources.ts';

export const getEntitlements = defineRoute({
  operation: 'getEntitlements',
  ...publicRoutes.getEntitlements,
  scope: 'read',
  title: 'What a customer may use',
  description:
    'The plan and the features that are paid for, or in their days of grace. It changes when Stripe says so, and by ' +
    'itself at valid_until; GET /v1/changes and webhooks tell when to ask again.',
  answer: { status: 200, description: 'The entitlements now.', schema: entitlements },
  problems: ['no-such-customer', 'customer-erased'],
  handle: ({ app, ref, tools, seen }) => tools.customers.readEntitlements({ app, ref, seen }),
});
