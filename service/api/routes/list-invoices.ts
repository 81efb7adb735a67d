import { billingPrisma } from '../../database/billing-prisma.ts';
import { publicRoutes } from '../../routes.ts';
import { invoiceAnswer } from '../answers/invoice.ts';
import { askPrisma } from '../ask-prisma.ts';
import { requireThere } from '../customers.ts';
import { listOf, pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { invoice, pageSchema } from '../schemas/resources.ts';

export const listInvoices = defineRoute({
  operation: 'listInvoices',
  ...publicRoutes.listInvoices,
  scope: 'read',
  title: 'A customer’s invoices',
  description: 'All but deleted drafts, newest first.',
  query: pageQuery,
  answer: { status: 200, description: 'One page.', schema: pageSchema(invoice, 'InvoicePage') },
  problems: ['no-such-customer', 'customer-erased'],
  handle: async ({ app, ref, query, tools, seen }) => {
    const { id } = requireThere(await tools.customers.find({ app, ref }), ref, seen);
    const { where, ...page } = pageOf(query);
    const own = { customer_id: id, account_id: null, deleted: false };
    const rows = await askPrisma(() =>
      billingPrisma.billing_invoices.findMany({ where: { ...own, ...where }, ...page }),
    );
    return listOf(rows, query, invoiceAnswer);
  },
});
