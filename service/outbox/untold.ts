import { billingPrisma } from '../database/billing-prisma.ts';

/** What apps were not told of yet. */
export interface Untold {
  pending: number;
  /** 0 where nothing is pending. */
  oldestAgeSeconds: number;
  /** Not taken after the last try: somebody has to look. */
  dead: number;
}

/**
 * Counts the changes that are still to be told, and those that were given up. Not by one aggregate(): MariaDB refuses
 * every second execution of the statement that Prisma makes of it, where ONLY_FULL_GROUP_BY is set (error 1140).
 */
export async function readUntold(): Promise<Untold> {
  const [pending, oldest, dead] = await Promise.all([
    billingPrisma.billing_changes.count({ where: { state: 'pending' } }),
    billingPrisma.billing_changes.findFirst({
      where: { state: 'pending' },
      orderBy: { created_at: 'asc' },
      select: { created_at: true },
    }),
    billingPrisma.billing_changes.count({ where: { state: 'dead' } }),
  ]);
  const oldestAgeSeconds =
    oldest === null ? 0 : Math.max(0, Math.round((Date.now() - oldest.created_at.getTime()) / 1000));
  return { pending, oldestAgeSeconds, dead };
}
