import { listedDays, namedEventsMax } from '../../../policies/sweep.ts';
import { Failure } from '../../../failure.ts';
import type { Outcome } from '../../webhook/delivery.ts';

/** What a sweep did; printed as text, or as this object with --json. Times are ISO 8601. */
export interface SweepReport {
  /** Connect: whose events these are; null for the account whose key it is. */
  account: string | null;
  since: string;
  /** `since` less the overlap: events made before were not asked for. */
  from: string;
  /** When the sweep began: events made up to then were listed. */
  to: string;
  listed: number;
  applied: number;
  recorded: number;
  quarantined: number;
  duplicates: number;
  /** No snapshot events, or in no shape that can be kept. */
  unreadable: number;
  /** Ids of some of these events. */
  named: { quarantined: string[]; unreadable: string[] };
  /** Rows in billing's database that only a look at Stripe's object could settle. */
  readAfresh: number;
  /** What keeps billing from being equal to Stripe again, each with its mend; empty where nothing does. */
  faults: { problem: string; fix: string }[];
  seconds: number;
  /** What else was swept: the connected accounts. */
  accounts: SweepReport[];
}

/** What a report says besides the counts. */
type Figures = { times: Pick<SweepReport, 'since' | 'from' | 'to'>; unswept: SweepReport['faults'] } & Pick<
  SweepReport,
  'account' | 'readAfresh' | 'seconds'
>;

const counters = {
  applied: 'applied',
  recorded: 'recorded',
  quarantined: 'quarantined',
  duplicate: 'duplicates',
  unreadable: 'unreadable',
} as const;

/** Counts what became of each event; what memory it takes does not depend on how many there are. */
export class Tally {
  readonly #counts = { listed: 0, applied: 0, recorded: 0, quarantined: 0, duplicates: 0, unreadable: 0 };
  readonly #named: SweepReport['named'] = { quarantined: [], unreadable: [] };

  get listed(): number {
    return this.#counts.listed;
  }

  count(eventId: string, outcome: Outcome | 'unreadable'): void {
    this.#counts.listed += 1;
    this.#counts[counters[outcome]] += 1;
    if (outcome !== 'quarantined' && outcome !== 'unreadable') return;
    if (this.#named[outcome].length < namedEventsMax) this.#named[outcome].push(eventId);
  }

  report({ account, times, readAfresh, unswept, seconds }: Figures): SweepReport {
    const [counts, named] = [this.#counts, this.#named];
    const faults = [...unswept, ...unreadable(counts.unreadable, named.unreadable)];
    return { account, ...times, ...counts, named, readAfresh, faults, seconds, accounts: [] };
  }
}

/** What to say of a sweep that begins before Stripe's list does; nothing of any other. */
export function tooOld(since: string, to: string): SweepReport['faults'] {
  const reach = new Date(Date.parse(to) - listedDays * 86_400_000);
  if (Date.parse(since) >= reach.getTime()) return [];
  return [
    {
      problem: `Stripe lists events of ${listedDays} days only: none made between ${since} and ${reach.toISOString()} can be swept`,
      fix: 'read what changed in that time from Stripe object by object: ./bulkhead verify --repair',
    },
  ];
}

function unreadable(count: number, named: readonly string[]): SweepReport['faults'] {
  if (count === 0) return [];
  return [
    {
      problem: `events in no shape that can be kept: ${count} (${named.join(', ')})`,
      fix: 'look at each with: stripe events retrieve ID; then compare its object at Stripe with billing’s row, and repair it',
    },
  ];
}

/** The report for a person. */
export function describe(report: SweepReport): string {
  const line = (count: number, what: string) => `${String(count).padStart(9)}  ${what}\n`;
  const names = report.named.quarantined.map((id) => `           ${id}\n`).join('');
  const whose = report.account === null ? '' : ` of ${report.account}`;
  const ofAccounts = report.accounts.map((one) => `\n${describe(one)}`).join('');
  return (
    `Stripe's events${whose} from ${report.from} to ${report.to}, in ${report.seconds.toFixed(1)} s:\n` +
    line(report.listed, 'listed') +
    line(report.applied, 'applied to a row') +
    line(report.recorded, 'recorded: kept, no row wants them') +
    line(report.quarantined, 'quarantined: kept, could not be applied; billing_webhooks says why') +
    names +
    line(report.duplicates, 'known already, which changed nothing') +
    line(report.unreadable, 'not kept') +
    `Rows in doubt, to be read afresh from Stripe: ${report.readAfresh}\n` +
    ofAccounts
  );
}

/** Throws a Failure where billing cannot be equal to Stripe by this sweep alone. */
export function requireFaultless(report: SweepReport): void {
  const faults = [report, ...report.accounts].flatMap((one) => one.faults);
  if (faults.length === 0) return;
  const problem = faults.map((fault) => fault.problem).join('; ');
  throw new Failure(problem, { fix: faults.map(({ fix }) => fix).join('\n       ') });
}
