import { billingPrisma } from './billing-prisma.ts';

/** How many rows the payloads of events could not settle: only a look at Stripe's object can. */
export async function countRowsInDoubt(): Promise<number> {
  const inDoubt = { where: { read_afresh: true } };
  const counts = await Promise.all([
    billingPrisma.billing_customers.count(inDoubt),
    billingPrisma.billing_subscriptions.count(inDoubt),
    billingPrisma.billing_invoices.count(inDoubt),
    billingPrisma.billing_products.count(inDoubt),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
