import { partsOf } from './buckets.ts';
import type { Graph } from './graph.ts';
import { demandValue, shown, unverifiable, type Verdict, violation } from './policy.ts';
import { type Resource, unknown, valueAt } from './resource.ts';

const daysAYear = 365;

/**
 * How many days a bucket’s lock holds each object by default: undefined where it holds none, `unknown` where that is not
 * known yet. S3 takes days or years.
 */
export function lockDaysOf(lock: Resource): unknown {
  const years = valueAt(lock, 'rule.defaultRetention.years');
  return typeof years === 'number' ? years * daysAYear : valueAt(lock, 'rule.defaultRetention.days');
}

/** What is wanting where a bucket is to hold each object for at least so many days, against everybody. */
export function* demandLock(graph: Graph, bucket: Resource, keepDays: number): Generator<Verdict> {
  yield* demandValue(bucket, 'objectLockEnabled', true);
  for (const lock of yield* partsOf(graph, bucket, 'BucketObjectLockConfiguration')) {
    yield* demandValue(lock, 'objectLockEnabled', 'Enabled', { orUnset: true });
    yield* demandValue(lock, 'rule.defaultRetention.mode', 'COMPLIANCE');
    const days = lockDaysOf(lock);
    if (days === unknown) yield unverifiable(lock, 'rule.defaultRetention.days');
    else if (typeof days !== 'number' || days < keepDays) {
      yield violation(lock, `rule.defaultRetention.days is ${shown(days)}, and the policy asks for ${keepDays} days`);
    }
  }
}
