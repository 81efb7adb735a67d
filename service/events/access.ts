import { billingPrisma } from '../database/billing-prisma.ts';
import { operatorName } from '../operator.ts';

/** Writes down that somebody saw personal data, before it is shown. Throws where it cannot be written: then nothing is. */
export async function logAccess(action: string, subjectId: string, customerId: string | null): Promise<void> {
  await billingPrisma.billing_access_log.create({
    data: {
      ...{ at: new Date(), actor: operatorName(), action, result: 'shown' },
      ...{ subject_id: subjectId, customer_id: customerId },
    },
  });
}
