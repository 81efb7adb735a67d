import { evidenceKeepDays } from '../../evidence.ts';
import { bucketsThatHold, bucketTypes, partTypes } from '../buckets.ts';
import { demandLock } from '../object-lock.ts';
import { type Policy, unverifiable, violation } from '../policy.ts';
import { holdsUnknown, valueAt } from '../resource.ts';

/** The parts of a lifecycle rule that take something away, as BucketLifecycleConfiguration has them. */
interface Rule {
  status?: string;
  expiration?: { days?: number; date?: string; expiredObjectDeleteMarker?: boolean };
  noncurrentVersionExpiration?: object;
}

/** Records are a chain: one that expires is one that is missing. */
export const evidenceBucketKeepsAll: Policy = {
  id: 'evidence-bucket-keeps-all',
  requirement: 'A record of evidence cannot be deleted or changed before its time, by nobody at all, and none expires.',
  reason: 'Whoever hides what they did takes the record away; and a chain without its beginning proves nothing.',
  source: 'PCI DSS 10.3.2, 10.3.4, 10.5.1; SOC 2 CC7.2; policies/evidence.ts',
  mend: 'set objectLockEnabled: true on the bucket, make a BucketObjectLockConfiguration with mode: "COMPLIANCE" and days: evidenceKeepDays or more, and no lifecycle rule that expires objects or versions',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of yield* bucketsThatHold(['evidence'], graph)) {
      yield* demandLock(graph, bucket, evidenceKeepDays);
      for (const lifecycle of graph.pointingAt(bucket, partTypes('BucketLifecycleConfiguration'), 'bucket')) {
        const rules = valueAt(lifecycle, 'rules') ?? [];
        if (holdsUnknown(rules)) yield unverifiable(lifecycle, 'rules');
        else if ((rules as Rule[]).some(takesAway)) {
          yield violation(lifecycle, 'a rule lets objects or versions expire, and the policy asks that all stay');
        }
      }
    }
  },
};

function takesAway({ status, expiration, noncurrentVersionExpiration }: Rule): boolean {
  const expires = expiration?.days !== undefined || expiration?.date !== undefined;
  return status === 'Enabled' && (expires || noncurrentVersionExpiration !== undefined);
}
