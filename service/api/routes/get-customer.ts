import { publicRoutes } from '../../routes.ts';
import { customerAnswer } from '../answers/customer.ts';
import { requireThere } from '../customers.ts';
import { defineRoute } from '../route.ts';
import { customer } from '../schemas/resources.ts';

export const getCustomer = defineRoute({
  operation: 'getCustomer',
  ...publicRoutes.getCustomer,
  scope: 'read',
  title: 'A customer',
  description: 'What billing knows of one customer of the app.',
  answer: { status: 200, description: 'The customer.', schema: customer },
  problems: ['no-such-customer', 'customer-erased'],
  handle: async ({ app, ref, tools, seen }) =>
    customerAnswer(requireThere(await tools.customers.find({ app, ref }), ref, seen)),
});
