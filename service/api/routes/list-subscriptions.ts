import { billingPrisma } from '../../database/billing-prisma.ts';
import { publicRoutes } from '../../routes.ts';
import { subscriptionAnswer } from '../answers/subscription.ts';
import { askPrisma } from '../ask-prisma.ts';
import { requireThere } from '../customers.ts';
import { listOf, pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { pageSchema, subscription } from '../schemas/resources.ts';

export const listSubscriptions = defineRoute({
  operation: 'listSubscriptions',
  ...publicRoutes.listSubscriptions,
  scope: 'read',
  title: 'A customer’s subscriptions',
  description: 'All of them, ended ones too, newest first.',
  query: pageQuery,
  answer: { status: 200, description: 'One page.', schema: pageSchema(subscription, 'SubscriptionPage') },
  problems: ['no-such-customer', 'customer-erased'],
  handle: async ({ app, ref, query, tools, seen }) => {
    const { id } = requireThere(await tools.customers.find({ app, ref }), ref, seen);
    const { where, ...page } = pageOf(query);
    const rows = await askPrisma(() =>
      billingPrisma.billing_subscriptions.findMany({ where: { customer_id: id, account_id: null, ...where }, ...page }),
    );
    return listOf(rows, query, subscriptionAnswer);
  },
});
