import { billingPrisma } from '../database/billing-prisma.ts';

/** What apps were not told of yet. */
export interface Untold {
  pending: number;
  /** 0 where nothing is pending. */
  oldestAgeSeconds: number;
  /** Not taken after the last try: somebody has to look. */
  dead: number;
}

/** Counts the changes that are still to be told, and those that were given up. */
export async function readUntold(): Promise<Untold> {
  const [pending, dead] = await Promise.all([
    billingPrisma.billing_changes.aggregate({
      where: { state: 'pending' },
      _count: true,
      _min: { created_at: true },
    }),
    billingPrisma.billing_changes.count({ where: { state: 'dead' } }),
  ]);
  const oldest = pending._min.created_at;
  const oldestAgeSeconds = oldest === null ? 0 : Math.max(0, Math.round((Date.now() - oldest.getTime()) / 1000));
  return { pending: pending._count, oldestAgeSeconds, dead };
}
