import { billingPrisma } from './billing-prisma.ts';

/** What could not be applied and waits for somebody. */
export interface Quarantine {
  events: number;
  /** 0 where there is none. */
  oldestAgeSeconds: number;
}

/** Counts the quarantined events. */
export async function readQuarantine(): Promise<Quarantine> {
  const events = await billingPrisma.billing_webhooks.count({ where: { state: 'quarantined' } });
  return { events, oldestAgeSeconds: events === 0 ? 0 : Math.round(await oldestQuarantinedAgeSeconds()) };
}

/** Seconds since the oldest quarantined event was received; 0 where none is quarantined. */
export async function oldestQuarantinedAgeSeconds(): Promise<number> {
  const oldest = await billingPrisma.billing_webhooks.findFirst({
    where: { state: 'quarantined' },
    orderBy: { received_at: 'asc' },
    select: { received_at: true },
  });
  return oldest === null ? 0 : (Date.now() - oldest.received_at.getTime()) / 1000;
}
