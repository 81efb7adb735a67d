import { backups, expiryAfterLockDaysMax } from '../../backup.ts';
import { bucketTypes, bucketsThatHold, partsOf, partTypes } from '../buckets.ts';
import { dataClassOf } from '../data-class.ts';
import type { Graph } from '../graph.ts';
import { lockDaysOf } from '../object-lock.ts';
import { type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { holdsUnknown, type Resource, valueAt } from '../resource.ts';

/** Storage whose objects have to be asked back first. A recovery has no such hours. */
const slowClasses = ['GLACIER', 'DEEP_ARCHIVE'];

/** The parts of a lifecycle rule that matter here, as BucketLifecycleConfiguration has them. */
interface Rule {
  status?: string;
  prefix?: string;
  filter?: { prefix?: string };
  transitions?: { storageClass?: string }[];
  expiration?: { days?: number; date?: string; expiredObjectDeleteMarker?: boolean };
  noncurrentVersionExpiration?: { noncurrentDays?: number; newerNoncurrentVersions?: number };
  abortIncompleteMultipartUpload?: { daysAfterInitiation?: number };
}

/**
 * In a bucket that keeps versions expiration only hides an object; its bytes go when it has been noncurrent for long
 * enough. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const dumpBucketLetsGo: Policy = {
  id: 'dump-bucket-lets-go',
  requirement: `A dump’s bytes are gone within ${expiryAfterLockDaysMax} days of the end of its lock, and what broken uploads left is too.`,
  reason: 'An erased person stays in the dumps until they are gone, and the date that we give has to be true.',
  source: 'GDPR 5(1)(e), 17; policies/backup.ts',
  mend: 'give the bucket lifecycle rules with expiration, noncurrentVersionExpiration and abortIncompleteMultipartUpload: together not before the lock ends, and not later than expiryAfterLockDaysMax after it',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of yield* bucketsThatHold(['dumps'], graph)) {
      for (const lifecycle of yield* partsOf(graph, bucket, 'BucketLifecycleConfiguration')) {
        const rules = valueAt(lifecycle, 'rules') ?? [];
        if (holdsUnknown(rules)) yield unverifiable(lifecycle, 'rules');
        else yield* judgeRules(graph, bucket, lifecycle, rules as Rule[]);
      }
    }
  },
};

function* judgeRules(graph: Graph, bucket: Resource, lifecycle: Resource, all: readonly Rule[]): Generator<Verdict> {
  const dumps = `${dataClassOf(bucket)}/`;
  const lockDays = lockDaysAt(graph, bucket);
  const rules = all.filter((rule) => rule.status === 'Enabled' && reachesDumps(rule, dumps));
  yield* judgeOthers(lifecycle, all, lockDays, dumps);
  const expiryDays = numbers(rules.map(({ expiration }) => expiration?.days));
  const noncurrentDays = numbers(
    rules
      .map(({ noncurrentVersionExpiration }) => noncurrentVersionExpiration)
      .filter((expiration) => expiration?.newerNoncurrentVersions === undefined)
      .map((expiration) => expiration?.noncurrentDays),
  );
  const uploadDays = numbers(rules.map((rule) => rule.abortIncompleteMultipartUpload?.daysAfterInitiation));
  // The first rule that hides an object, or removes a hidden one, is the one that counts.
  const [hidden, removed] = [Math.min(...expiryDays), Math.min(...noncurrentDays)];
  const latest = lockDays + expiryAfterLockDaysMax;
  if (expiryDays.length === 0)
    yield violation(lifecycle, 'expiration.days is not set, and the policy asks that dumps go');
  else if (hidden < lockDays) {
    yield violation(lifecycle, `expiration.days is ${hidden}, before the lock ends after ${lockDays} days`);
  }
  if (noncurrentDays.length === 0) {
    yield violation(
      lifecycle,
      'noncurrentVersionExpiration.noncurrentDays is not set for all versions, and without it the bytes stay',
    );
  } else if (expiryDays.length > 0 && hidden + removed > latest) {
    yield violation(
      lifecycle,
      `expiration.days ${hidden} and noncurrentVersionExpiration.noncurrentDays ${removed} keep the bytes for ` +
        `${hidden + removed} days, and the policy asks for ${latest} at most`,
    );
  }
  const [abort] = uploadDays;
  if (abort === undefined || Math.min(...uploadDays) > expiryAfterLockDaysMax) {
    yield violation(
      lifecycle,
      `abortIncompleteMultipartUpload.daysAfterInitiation is ${shown(abort)}, and the policy asks for ${expiryAfterLockDaysMax} at most`,
    );
  }
}

/** Whatever else a rule reaches of the dumps: some of them hidden early, or all of them where nobody reads them in time. */
function* judgeOthers(lifecycle: Resource, all: readonly Rule[], lockDays: number, dumps: string): Generator<Verdict> {
  for (const rule of all.filter(({ status }) => status === 'Enabled')) {
    const begins = rule.filter?.prefix ?? rule.prefix ?? '';
    if (!begins.startsWith(dumps) && !dumps.startsWith(begins)) continue;
    const { days, date } = rule.expiration ?? {};
    if (!reachesDumps(rule, dumps) && days !== undefined && days < lockDays) {
      yield violation(lifecycle, `expiration.days of some is ${days}, before the lock ends after ${lockDays} days`);
    }
    if (date !== undefined) yield violation(lifecycle, `expiration.date is ${shown(date)}, and hides newer dumps too`);
    const slow = rule.transitions?.find(({ storageClass }) => slowClasses.includes(storageClass ?? ''));
    if (slow !== undefined) {
      yield violation(lifecycle, `transitions lead to ${slow.storageClass}, from where a dump comes in hours`);
    }
  }
}

/** Whether the rule is about all objects, or about all that lie where dumps do: under their class’s name. */
function reachesDumps({ filter, prefix }: Rule, dumps: string): boolean {
  const { prefix: filtered, ...narrower } = filter ?? {};
  const begins = filtered ?? prefix ?? '';
  return Object.values(narrower).every((value) => value === undefined) && dumps.startsWith(begins);
}

/** What the bucket’s own lock says, or, where it says nothing, what it should. */
function lockDaysAt(graph: Graph, bucket: Resource): number {
  const locks = graph.pointingAt(bucket, partTypes('BucketObjectLockConfiguration'), 'bucket');
  const days = numbers(locks.map(lockDaysOf));
  return Math.max(backups[dataClassOf(bucket)].keepDays, ...days);
}

function numbers(values: readonly unknown[]): number[] {
  return values.filter((value) => typeof value === 'number');
}
