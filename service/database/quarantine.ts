import { billingPrisma } from './billing-prisma.ts';

/** Seconds since the oldest quarantined event was received; 0 where none is quarantined. */
export async function oldestQuarantinedAgeSeconds(): Promise<number> {
  const oldest = await billingPrisma.billing_webhooks.findFirst({
    where: { state: 'quarantined' },
    orderBy: { received_at: 'asc' },
    select: { received_at: true },
  });
  return oldest === null ? 0 : (Date.now() - oldest.received_at.getTime()) / 1000;
}
