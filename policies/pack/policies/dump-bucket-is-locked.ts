import { backups } from '../../backup.ts';
import { bucketTypes, dumpBucketsIn, partsOf } from '../buckets.ts';
import { dataClassOf } from '../data-class.ts';
import { lockDaysOf } from '../object-lock.ts';
import { demandValue, type Policy, shown, unverifiable, violation } from '../policy.ts';
import { unknown } from '../resource.ts';

/** Unset is no lock, and no default retention: an object is then locked only if its writer says so. */
export const dumpBucketIsLocked: Policy = {
  id: 'dump-bucket-is-locked',
  requirement: 'A dump cannot be deleted or changed before its class’s retention is over, by nobody at all.',
  reason: 'Whoever takes the account takes the backups first; in compliance mode not even its root can.',
  source: 'SOC 2 A1.2; PCI DSS 10.3.4; Checkov CKV_AWS_143; policies/backup.ts',
  mend: 'set objectLockEnabled: true on the bucket, and make a BucketObjectLockConfiguration with mode: "COMPLIANCE" and days: backups[class].keepDays or more',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of yield* dumpBucketsIn(graph)) {
      const { keepDays } = backups[dataClassOf(bucket)];
      yield* demandValue(bucket, 'objectLockEnabled', true);
      for (const lock of yield* partsOf(graph, bucket, 'BucketObjectLockConfiguration')) {
        yield* demandValue(lock, 'objectLockEnabled', 'Enabled', { orUnset: true });
        yield* demandValue(lock, 'rule.defaultRetention.mode', 'COMPLIANCE');
        const days = lockDaysOf(lock);
        if (days === unknown) yield unverifiable(lock, 'rule.defaultRetention.days');
        else if (typeof days !== 'number' || days < keepDays) {
          yield violation(
            lock,
            `rule.defaultRetention.days is ${shown(days)}, and the policy asks for ${keepDays} days`,
          );
        }
      }
    }
  },
};
