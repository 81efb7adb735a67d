import { backups } from '../../backup.ts';
import { bucketTypes, bucketsThatHold } from '../buckets.ts';
import { dataClassOf } from '../data-class.ts';
import { demandLock } from '../object-lock.ts';
import type { Policy } from '../policy.ts';

/** Unset is no lock, and no default retention: an object is then locked only if its writer says so. */
export const dumpBucketIsLocked: Policy = {
  id: 'dump-bucket-is-locked',
  requirement: 'A dump cannot be deleted or changed before its class’s retention is over, by nobody at all.',
  reason: 'Whoever takes the account takes the backups first; in compliance mode not even its root can.',
  source: 'SOC 2 A1.2; PCI DSS 10.3.4; Checkov CKV_AWS_143; policies/backup.ts',
  mend: 'set objectLockEnabled: true on the bucket, and make a BucketObjectLockConfiguration with mode: "COMPLIANCE" and days: backups[class].keepDays or more',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of yield* bucketsThatHold(['dumps'], graph)) {
      const { keepDays } = backups[dataClassOf(bucket)];
      yield* demandLock(graph, bucket, keepDays);
    }
  },
};
