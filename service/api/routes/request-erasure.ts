import { billingPrisma } from '../../database/billing-prisma.ts';
import { publicRoutes } from '../../routes.ts';
import { askPrisma } from '../ask-prisma.ts';
import { requireThere } from '../customers.ts';
import { defineRoute } from '../route.ts';
import { erasureRequest } from '../schemas/resources.ts';

export const requestErasure = defineRoute({
  operation: 'requestErasure',
  ...publicRoutes.requestErasure,
  scope: 'erase',
  title: 'Have a customer erased',
  description:
    'Asks for the erasure of a customer (GDPR Art. 17), which also ends its subscriptions at Stripe. From then on the ' +
    'customer is gone for the app; the erasure itself is done by an operator’s job, and asking again changes nothing.',
  answer: { status: 202, description: 'It is going to be erased.', schema: erasureRequest },
  problems: ['no-such-customer', 'customer-erased'],
  handle: async ({ app, ref, tools, seen }) => {
    const found = await tools.customers.find({ app, ref });
    if (found?.erased === true) {
      const before = await waitingRequest(found.id);
      if (before === undefined) return requireThere(found, ref, seen);
      seen.customerId = found.id;
      return before;
    }
    const { id } = requireThere(found, ref, seen);
    const data = [{ customer_id: id, app_name: app, asked_at: new Date() }];
    await askPrisma(() => billingPrisma.billing_erasure_requests.createMany({ data, skipDuplicates: true }));
    return waitingRequest(id);
  },
});

/** The request as it was first made; undefined once the erasure is done. */
async function waitingRequest(id: string) {
  const where = { customer_id: id, done_at: null };
  const row = await askPrisma(() => billingPrisma.billing_erasure_requests.findFirst({ where }));
  return row === null ? undefined : { customer_id: id, asked_at: row.asked_at.toISOString() };
}
