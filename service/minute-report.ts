import { changesLateSecondsMax } from '../policies/alarms.ts';
import { reportEverySeconds } from '../policies/service.ts';
import type { Quarantine } from './database/quarantine.ts';
import type { Log } from './log.ts';
import { commitLatency, outcomes, received, rejected, serverErrors, shapeDrift } from './metrics.ts';
import type { Untold } from './outbox/untold.ts';
import type { SignatureFault } from './webhook/signature.ts';
import { withinSeconds } from './within-seconds.ts';

/** What the report asks of the rest of the service. */
export interface Reported {
  /** Deliveries that wait for a transaction. */
  waiting: () => number;
  readQuarantine: () => Promise<Quarantine>;
  /** Seconds since the last whole sweep began; undefined where none ever ended. */
  readSweepAgeSeconds: () => Promise<number | undefined>;
  readUntold: () => Promise<Untold>;
}

/** What has been counted since the process began. */
interface Counts {
  deliveries: number;
  committed: number;
  rejected: number;
  /** Signed by somebody, and not with a secret of ours, or at another time. */
  refusedSignatures: number;
  serverErrors: number;
  shapeDrift: number;
  /** Commits by the bucket they fell into, in the order of the bounds. */
  commits: readonly { secondsMax: number; count: number }[];
}

const reportedShare = 0.95;
/** A database that hangs must not hold back the line that says so. */
const answerSecondsMax = 5;

/**
 * Logs one line a minute with the message `minute`, from which the platform takes its metrics: counts of this minute,
 * and what waits now. A number that is not known is left out, so that no false one is alarmed on. Returns its end.
 */
export function startMinuteReport(log: Log, reported: Reported): () => void {
  let before = readCounts();
  const reporting = setInterval(() => {
    void (async () => {
      const last = await before;
      const now = await (before = readCounts());
      const [quarantine, sweepAgeSeconds, untold] = await Promise.all([
        known(reported.readQuarantine()),
        known(reported.readSweepAgeSeconds()),
        known(reported.readUntold()),
      ]);
      log.info(
        {
          deliveries: now.deliveries - last.deliveries,
          committed: now.committed - last.committed,
          rejected: now.rejected - last.rejected,
          refusedSignatures: now.refusedSignatures - last.refusedSignatures,
          serverErrors: now.serverErrors - last.serverErrors,
          shapeDrift: now.shapeDrift - last.shapeDrift,
          commitMillisecondsP95: millisecondsOf(reportedShare, last.commits, now.commits),
          waiting: reported.waiting(),
          quarantined: quarantine?.events,
          quarantinedOldestSeconds: quarantine?.oldestAgeSeconds,
          sweepAgeSeconds,
          changesPending: untold?.pending,
          changesOldestSeconds: untold?.oldestAgeSeconds,
          // 1 where the oldest waits longer than is allowed: an alarm then needs one metric, and no arithmetic.
          changesLate: untold && Number(untold.oldestAgeSeconds > changesLateSecondsMax),
          changesDead: untold?.dead,
        },
        'minute',
      );
    })();
  }, reportEverySeconds * 1000);
  reporting.unref();
  return () => clearInterval(reporting);
}

/** Undefined where the database does not say in time. */
function known<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  return withinSeconds(answerSecondsMax, asked).catch(() => undefined);
}

async function readCounts(): Promise<Counts> {
  const { values } = await commitLatency.get();
  const buckets = values.flatMap(({ metricName, labels, value }) =>
    metricName?.endsWith('_bucket') === true ? { secondsMax: Number(labels.le), below: value } : [],
  );
  return {
    deliveries: await total(received),
    committed: await total(outcomes),
    rejected: await total(rejected),
    refusedSignatures: await total(rejected, ({ reason }) => wrongSignatures.has(reason)),
    serverErrors: await total(serverErrors),
    shapeDrift: await total(shapeDrift),
    // Each bucket also counts what the smaller ones hold. The last, +Inf, is no number.
    commits: buckets.map(({ secondsMax, below }, index) => ({
      secondsMax: Number.isNaN(secondsMax) ? Infinity : secondsMax,
      count: below - (buckets[index - 1]?.below ?? 0),
    })),
  };
}

/** One that is missing or is no signature comes from scanners. */
const wrongSignatures: ReadonlySet<unknown> = new Set<SignatureFault>([
  'signature-mismatch',
  'signature-too-old',
  'signature-in-future',
]);

async function total(
  counter: typeof received | typeof shapeDrift,
  counts: (labels: Partial<Record<string, string | number>>) => boolean = () => true,
): Promise<number> {
  const { values } = await counter.get();
  return values.reduce((sum, { labels, value }) => (counts(labels) ? sum + value : sum), 0);
}

/**
 * The time within which this share of the commits between two counts was done, as Prometheus's histogram_quantile()
 * estimates it: evenly spread within a bucket, and the last bound for what is beyond it. Undefined without commits.
 */
export function millisecondsOf(share: number, before: Counts['commits'], after: Counts['commits']): number | undefined {
  const counts = after.map(({ secondsMax, count }, index) => ({
    secondsMax,
    count: count - (before[index]?.count ?? 0),
  }));
  let rank = share * counts.reduce((sum, { count }) => sum + count, 0);
  if (rank === 0) return undefined;
  let secondsMin = 0;
  for (const { secondsMax, count } of counts) {
    if (!Number.isFinite(secondsMax)) break;
    if (rank <= count) return Math.round((secondsMin + (secondsMax - secondsMin) * (rank / count)) * 1000);
    rank -= count;
    secondsMin = secondsMax;
  }
  return Math.round(secondsMin * 1000);
}
