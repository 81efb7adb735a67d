import { setTimeout as wait } from 'node:timers/promises';
import type Stripe from 'stripe';
import { everyMinutes } from '../../../policies/sweep.ts';
import { type Leadership, whileLeader } from '../../database/leader.ts';
import type { Log } from '../../log.ts';
import { sweeps } from '../../metrics.ts';
import { type AccountsOptions, sweepAccounts } from './accounts.ts';

export interface LoopOptions extends Pick<AccountsOptions, 'livemode' | 'readEverything' | 'settle'> {
  log: Log;
}

/**
 * Sweeps every few minutes for as long as this process leads among all that share billing's database. A sweep that fails
 * is logged and comes again. `end` resolves once what was under way has ended.
 */
export function startSweeping(stripe: Stripe, options: LoopOptions): { end: () => Promise<void> } {
  const stopping = new AbortController();
  const work = (leadership: Leadership) => sweepAgainAndAgain(stripe, leadership, options);
  const ended = whileLeader('sweep', work, { stop: stopping.signal, log: options.log });
  return {
    end: () => {
      stopping.abort();
      return ended;
    },
  };
}

async function sweepAgainAndAgain(stripe: Stripe, leadership: Leadership, options: LoopOptions): Promise<void> {
  for (;;) {
    await leadership.confirm();
    await sweepOnce(stripe, leadership, options);
    await wait(everyMinutes * 60_000, undefined, { signal: leadership.signal });
  }
}

/** Throws only where this process is to end, or leads no longer. */
async function sweepOnce(stripe: Stripe, { confirm, signal }: Leadership, options: LoopOptions): Promise<void> {
  const { log, livemode, readEverything, settle } = options;
  const notice = (line: string) => log.warn({ work: 'sweep' }, line);
  try {
    const report = await sweepAccounts(stripe, {
      ...{ livemode, notice, confirm, readEverything, settle },
      // The next sweep is not far, and a process that is to stop must not wait.
      databaseWaitsSeconds: [],
    });
    const faults = [report, ...report.accounts].flatMap((one) => one.faults.map(({ problem }) => problem));
    const { listed, applied, recorded, quarantined, readAfresh, seconds } = report;
    const line = { listed, applied, recorded, quarantined, readAfresh, seconds, accounts: report.accounts.length };
    sweeps.inc({ result: faults.length === 0 ? 'whole' : 'faulty' });
    if (faults.length === 0) log.info(line, 'swept');
    else log.error({ ...line, faults }, 'swept, and not all could be taken in');
  } catch (error) {
    signal.throwIfAborted();
    sweeps.inc({ result: 'failed' });
    log.error({ cause: error instanceof Error ? error.message : undefined }, 'the sweep failed');
  }
}
