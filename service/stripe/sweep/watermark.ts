import { cautionDays, firstSweepDays, listedDays } from '../../../policies/sweep.ts';
import { billingPrisma } from '../../database/billing-prisma.ts';
import { sweepWatermark } from '../../webhook/follow-up.ts';

const dayMilliseconds = 86_400_000;

/** Where the next sweep of an account begins: what was made before has been swept, or is billing's already. */
export interface Start {
  since: Date;
  /** What a person should know of it; undefined where nothing is out of the ordinary. */
  caution: string | undefined;
}

/**
 * Reads where the sweep of an account has to go on. Where none ever came to its end: about where Stripe's list begins,
 * whatever the ledger holds, for a delivery may have been lost before the newest one that came; that is then kept, so
 * that the next sweep after a killed one begins there too. Throws what the database throws.
 */
export async function readStart(account: string | null, now: Date): Promise<Start> {
  const name = sweepWatermark(account);
  const known = await billingPrisma.billing_watermarks.findUnique({ where: { name } });
  if (known?.reached_at) return { since: known.reached_at, caution: cautionOf(known.reached_at, now) };
  const since = new Date(now.getTime() - firstSweepDays * dayMilliseconds);
  await billingPrisma.billing_watermarks.createMany({
    data: [{ name, reached_at: since, updated_at: now }],
    skipDuplicates: true,
  });
  const of = account === null ? '' : `of ${account} `;
  return {
    since,
    caution: `no sweep ${of}has come to its end yet: sweeping from ${firstSweepDays} days ago, about as far as Stripe lists`,
  };
}

/**
 * Moves the watermark on to when a sweep began that came to its end, where it covers all since the watermark. One that
 * was moved meanwhile, back by a health event or on by another sweep, stays.
 */
export async function moveOn(account: string | null, swept: { since: Date; to: Date; start: Date }): Promise<boolean> {
  if (swept.since > swept.start) return false;
  const { count } = await billingPrisma.billing_watermarks.updateMany({
    where: { name: sweepWatermark(account), reached_at: swept.start },
    data: { reached_at: swept.to, updated_at: new Date() },
  });
  return count === 1;
}

/** Seconds since the last whole sweep began, of the account that waits longest; undefined where none ever ended. */
export async function readSweepAgeSeconds(): Promise<number | undefined> {
  const oldest = await billingPrisma.billing_watermarks.findFirst({
    where: { OR: [{ name: 'sweep' }, { name: { startsWith: 'sweep ' } }], reached_at: { not: null } },
    orderBy: { reached_at: 'asc' },
  });
  return oldest?.reached_at ? Math.max(0, Math.round((Date.now() - oldest.reached_at.getTime()) / 1000)) : undefined;
}

/** The connected accounts that billing has rows of. */
export async function knownAccounts(): Promise<string[]> {
  const of = { where: { account_id: { not: null } }, distinct: ['account_id' as const], select: { account_id: true } };
  const found = await Promise.all([
    billingPrisma.billing_customers.findMany(of),
    billingPrisma.billing_subscriptions.findMany(of),
    billingPrisma.billing_invoices.findMany(of),
    billingPrisma.billing_products.findMany(of),
  ]);
  const begun = await billingPrisma.billing_watermarks.findMany({ where: { name: { startsWith: 'sweep ' } } });
  const accounts = found.flat().flatMap(({ account_id: account }) => account ?? []);
  return [...new Set([...accounts, ...begun.map(({ name }) => name.slice('sweep '.length))])].sort();
}

function cautionOf(reachedAt: Date, now: Date): string | undefined {
  const days = Math.floor((now.getTime() - reachedAt.getTime()) / dayMilliseconds);
  if (days < cautionDays) return undefined;
  return `the last whole sweep began ${days} days ago, and Stripe lists events of ${listedDays} days only`;
}
