import type Stripe from 'stripe';
import { DatabaseUnavailable } from '../../webhook/commit.ts';
import { Failure } from '../../../failure.ts';
import { fetchHealthEvents } from './health-events.ts';
import type { SweepReport } from './report.ts';
import { type SweepOptions, sweep } from './sweep-flow.ts';
import { knownAccounts, moveOn, readStart } from './watermark.ts';
import { whileDatabaseIsAway } from './while-database-is-away.ts';

export interface AccountsOptions extends Omit<SweepOptions, 'since' | 'account'> {
  /** Where to begin; left out, each account goes on where its last whole sweep began. */
  since?: Date | undefined;
  /** This one alone; left out, the own account and every one that billing has rows of. */
  account?: string | undefined;
  /** Reads the objects whose events left doubts; called at the end. */
  settle?: (() => Promise<void>) | undefined;
}

/**
 * Sweeps one account after the other, moves their watermarks on, and settles what is then in doubt. Throws as sweep()
 * does. A connected account that Stripe refuses, as one that has left, is a fault of its own report: the others are swept.
 */
export async function sweepAccounts(stripe: Stripe, options: AccountsOptions): Promise<SweepReport> {
  const { notice } = options;
  const asked = <Result>(work: () => Promise<Result>) =>
    whileDatabaseIsAway(() => work().catch(rethrowAsUnavailable), notice, options.databaseWaitsSeconds);
  if (options.account !== undefined) {
    const report = await sweepAccount(stripe, options.account, options, asked);
    await options.settle?.();
    return report;
  }
  await asked(() => fetchHealthEvents(stripe, notice));
  const report = await sweepAccount(stripe, null, options, asked);
  for (const account of await asked(knownAccounts)) {
    report.accounts.push(
      await sweepAccount(stripe, account, options, asked).catch((error: unknown) => refused(error, account, options)),
    );
  }
  await options.settle?.();
  return report;
}

type Asked = <Result>(work: () => Promise<Result>) => Promise<Result>;

async function sweepAccount(
  stripe: Stripe,
  account: string | null,
  options: AccountsOptions,
  asked: Asked,
): Promise<SweepReport> {
  const start = await asked(() => readStart(account, new Date()));
  if (options.since === undefined && start.caution !== undefined) options.notice(`CAUTION: ${start.caution}`);
  const since = options.since ?? start.since;
  // Who gives a time is a person, or a script of one, who is told what to do; nobody is there where it goes on by itself.
  const readEverything = options.since === undefined ? options.readEverything : undefined;
  const report = await sweep(stripe, { ...options, since, account, readEverything });
  const swept = { since, to: new Date(report.to), start: start.since };
  if (report.faults.length === 0) await asked(() => moveOn(account, swept));
  return report;
}

/** A report that says no more than why. A process that is to stop, or the database, is nobody's account. */
function refused(error: unknown, account: string, { since, notice }: AccountsOptions): SweepReport {
  if (!(error instanceof Failure) || error.cause instanceof DatabaseUnavailable) throw error;
  notice(`CAUTION: ${account} was not swept: ${error.message}`);
  const time = (since ?? new Date()).toISOString();
  return {
    ...{ account, since: time, from: time, to: time, listed: 0, applied: 0, recorded: 0, quarantined: 0 },
    ...{ duplicates: 0, unreadable: 0, named: { quarantined: [], unreadable: [] }, readAfresh: 0, seconds: 0 },
    faults: [{ problem: `${account}: ${error.message}`, fix: error.fix }],
    accounts: [],
  };
}

function rethrowAsUnavailable(error: unknown): never {
  throw error instanceof Failure ? error : new DatabaseUnavailable(error);
}
