import { changesReadMax } from '../../policies/outbox.ts';
import type { Prisma } from '../../prisma/billing/client/client.ts';
import { exitCode, Failure } from '../../failure.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import type { Entitlements } from '../entitlements/entitlements.ts';

export const changeStates = ['pending', 'delivered', 'dead', 'pulled'] as const;

/** Which changes: all of it has to fit. */
export interface ChangeFilter {
  ids?: readonly bigint[];
  app?: string;
  customer?: string;
  state?: (typeof changeStates)[number];
}

/** A change as an operator sees it. Times are ISO 8601. */
export interface ListedChange {
  /** As the app sees it in webhook-id. */
  id: string;
  at: string;
  app: string;
  customer: string;
  /** The status that the app is told. */
  status: string;
  state: string;
  tries: number;
  nextTryAt: string | null;
  deliveredAt: string | null;
  /** Why the app did not take it the last time. */
  lastError: string | null;
}

type ChangeRow = Prisma.billing_changesGetPayload<object>;

/** The newest changes that fit, at most so many. */
export async function listChanges(filter: ChangeFilter, limit: number): Promise<ListedChange[]> {
  const rows = await billingPrisma.billing_changes.findMany({
    where: whereOf(filter),
    orderBy: { sequence: 'desc' },
    take: limit,
  });
  return rows.map(listed);
}

/** One change with the entitlements that the app is told. Throws a Failure where there is none. */
export async function findChange(id: bigint): Promise<ListedChange & { type: string; entitlements: unknown }> {
  const row = await billingPrisma.billing_changes.findUnique({ where: { sequence: id } });
  if (row === null) {
    throw new Failure(`there is no change chg_${id}`, {
      fix: 'list them: bulkhead changes list; old ones leave by age',
      exitCode: exitCode.failed,
    });
  }
  return { ...listed(row), type: row.type, entitlements: row.body };
}

/**
 * Has changes told again from the first try on, and returns how many they are. Those that are pending already are left as
 * they are. Each leaves a row in the access log, in the transaction that puts it back.
 */
export async function replayChanges(filter: ChangeFilter, operator: string): Promise<number> {
  let replayed = 0;
  for (let after = 0n; ;) {
    const rows = await replayPage(filter, after, operator);
    replayed += rows.length;
    if (rows.length < changesReadMax) return replayed;
    after = rows.at(-1)!.sequence;
  }
}

function replayPage(filter: ChangeFilter, after: bigint, operator: string): Promise<ChangeRow[]> {
  return billingPrisma.$transaction(async (tables) => {
    const rows = await tables.billing_changes.findMany({
      where: { AND: [whereOf(filter), { sequence: { gt: after }, state: { not: 'pending' } }] },
      orderBy: { sequence: 'asc' },
      take: changesReadMax,
    });
    const at = new Date();
    await tables.billing_changes.updateMany({
      where: { sequence: { in: rows.map(({ sequence }) => sequence) } },
      data: { state: 'pending', tries: 0, next_try_at: at, delivered_at: null, last_error: null },
    });
    await tables.billing_access_log.createMany({
      data: rows.map(({ sequence, customer_id }) => ({
        ...{ at, actor: operator, action: 'changes replay', customer_id, result: 'replayed' },
        subject_id: `chg_${sequence}`,
      })),
    });
    return rows;
  });
}

function whereOf({ ids, app, customer, state }: ChangeFilter): Prisma.billing_changesWhereInput {
  return {
    ...(ids !== undefined && { sequence: { in: [...ids] } }),
    ...(app !== undefined && { app_name: app }),
    ...(customer !== undefined && { customer_id: customer }),
    ...(state !== undefined && { state }),
  };
}

function listed(row: ChangeRow): ListedChange {
  return {
    id: `chg_${row.sequence}`,
    at: row.created_at.toISOString(),
    app: row.app_name,
    customer: row.customer_id,
    status: (row.body as unknown as Entitlements).status,
    state: row.state,
    tries: row.tries,
    nextTryAt: row.next_try_at?.toISOString() ?? null,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    lastError: row.last_error,
  };
}
