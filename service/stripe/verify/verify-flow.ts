import type Stripe from 'stripe';
import { differencesNamedMax } from '../../../policies/verify.ts';
import { allEnded } from '../../database/all-ended.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { rowsOfPlaceholders } from '../../database/statement.ts';
import { operatorName } from '../../operator.ts';
import { projectionTables } from '../../webhook/project/projection.ts';
import { GroupCommit } from '../../webhook/group-commit.ts';
import { type Kind, kinds } from '../read/kinds.ts';
import { connectToLook } from '../read/known-rows.ts';
import type { Pace } from '../read/pace.ts';
import { settleOnce } from '../read/settle.ts';
import { compareKind, compareSample } from './compare-kind.ts';
import type { Difference } from './difference.ts';
import { requireOwnAccount } from './own-account.ts';
import { type Comparison, madeBy, type Verification } from './record.ts';
import { type Finding, SecondLook } from './second-look.ts';

export interface VerifyOptions {
  livemode: boolean;
  pace: Pace;
  /** Whether to read afresh, and commit, what differs. */
  repair?: boolean;
  /** So many objects of each kind, chosen at random among the rows here; all unless it is given. */
  sample?: number | undefined;
  /** All four unless given. */
  only?: readonly Kind[];
  /** One connected account; the own one and all of which there are rows, unless it is given. */
  account?: string | undefined;
  /** Gets a line for what a person should know at once. */
  notice?: (line: string) => void;
  /** Told how many objects were compared in all. */
  onProgress?: (compared: number) => void;
  /** From policies/verify.ts but in tests. */
  waitsSeconds?: readonly number[];
}

/**
 * Compares billing's rows with Stripe's objects, in both directions and field by field, and returns what it found. What
 * is in doubt is settled first. Throws a Failure where Stripe refuses, cannot be reached or is another account, and what
 * the database throws.
 */
export async function verify(stripe: Stripe, options: VerifyOptions): Promise<Verification> {
  const start = performance.now();
  const { livemode, pace, repair = false, sample, only = kinds, notice = () => undefined } = options;
  const record: Verification = {
    ...{ format: 'bulkhead-verification', version: 1, result: 'equal', mode: livemode ? 'live' : 'test' },
    ...{ startedAt: new Date().toISOString(), endedAt: '', seconds: 0, sample: sample ?? null, comparisons: [] },
    ...{ compared: 0, inFlight: 0, drift: 0, repaired: 0, settled: { read: 0, failed: 0, waiting: 0 } },
    ...{ differences: [], madeBy: madeBy() },
  };
  const connection = await connectToLook();
  const commits = new GroupCommit();
  try {
    const accounts = options.account === undefined ? await accountsHere(connection) : [options.account];
    for (const account of accounts) await requireOwnAccount(stripe, account, { connection, pace });
    record.settled = await settleOnce(stripe, { commits, pace, notice });
    for (const account of accounts) {
      // Together: while one list is waited for, another is compared.
      const comparisons = await allEnded(
        only.map((kind) => compareOne(stripe, kind, account, record, { ...options, repair, connection, commits })),
      );
      record.comparisons.push(...comparisons);
    }
  } finally {
    await commits.close();
    await connection.end().catch(() => connection.destroy());
  }
  for (const counter of ['inFlight', 'drift', 'repaired'] as const) {
    record[counter] = record.comparisons.reduce((sum, comparison) => sum + comparison[counter], 0);
  }
  record.result = record.drift === 0 ? 'equal' : 'drift';
  record.endedAt = new Date().toISOString();
  record.seconds = (performance.now() - start) / 1000;
  return record;
}

async function compareOne(
  stripe: Stripe,
  kind: Kind,
  account: string | null,
  record: Verification,
  options: VerifyOptions & { connection: BillingConnection; commits: GroupCommit },
): Promise<Comparison> {
  const { connection, pace, commits, sample } = options;
  const comparison: Comparison = {
    ...{ account: account ?? 'own', kind },
    ...{ compared: 0, inFlight: 0, drift: 0, repaired: 0 },
  };
  const onFinding = (difference: Difference, finding: Finding) => {
    comparison[finding === 'in flight' ? 'inFlight' : finding] += 1;
    if (finding === 'in flight' || record.differences.length >= differencesNamedMax) return;
    record.differences.push({ ...difference, repaired: finding === 'repaired' });
  };
  const note = (difference: Difference, finding: Finding) => noteRepair(connection, difference, finding);
  const secondLook = new SecondLook({
    ...{ stripe, connection, pace, onFinding },
    ...(options.waitsSeconds !== undefined && { waitsSeconds: options.waitsSeconds }),
    repair: options.repair === true ? { commits, note } : undefined,
  });
  const onCompared = (objects: number) => {
    comparison.compared += objects;
    record.compared += objects;
    options.onProgress?.(record.compared);
  };
  const comparing = { connection, pace, secondLook, onCompared };
  if (sample === undefined) await compareKind(stripe, kind, account, comparing);
  else await compareSample(kind, account, sample, comparing);
  await secondLook.end();
  return comparison;
}

/** The own account, and every one that billing has rows of. */
async function accountsHere(connection: BillingConnection): Promise<(string | null)[]> {
  const accounts = new Set<string>();
  for (const table of projectionTables) {
    const rows = await connection.query<{ account_id: string }[]>(
      `SELECT DISTINCT account_id FROM ${table} WHERE account_id IS NOT NULL`,
    );
    for (const { account_id: account } of rows) accounts.add(account);
  }
  return [null, ...[...accounts].sort()];
}

/** Who had which row made equal to Stripe again, and whether it came to that. */
async function noteRepair(connection: BillingConnection, { kind, id }: Difference, finding: Finding): Promise<void> {
  const customer = kind === 'customer' ? id : null;
  await connection.execute(
    `INSERT INTO billing_access_log (at, actor, action, customer_id, result, subject_id)
     VALUES ${rowsOfPlaceholders(1, 6)}`,
    [new Date(), operatorName(), 'repair', customer, finding === 'repaired' ? 'repaired' : 'still different', id],
  );
}
