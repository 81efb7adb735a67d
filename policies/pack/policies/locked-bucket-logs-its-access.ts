import { bucketTypes, bucketsThatHold, lockedContents, partsOf, partTypes } from '../buckets.ts';
import type { Graph } from '../graph.ts';
import { type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { type Resource, unknown, valueAt } from '../resource.ts';

/** Unset is no log. */
export const lockedBucketLogsItsAccess: Policy = {
  id: 'locked-bucket-logs-its-access',
  requirement:
    'Who read which dump, and who asked to take evidence away, is written down, in a bucket that S3 can deliver to.',
  reason: 'A dump is the whole database; into a locked bucket S3 delivers nothing, and says nothing.',
  source:
    'PCI DSS 10.2.1; cdk-nag AwsSolutions-S1; Checkov CKV_AWS_18; https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html',
  mend: 'make a BucketLogging for the bucket, its targetBucket another bucket without Object Lock',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of yield* bucketsThatHold(lockedContents, graph)) {
      for (const logging of yield* partsOf(graph, bucket, 'BucketLogging')) yield* judgeTarget(graph, bucket, logging);
    }
  },
};

function* judgeTarget(graph: Graph, bucket: Resource, logging: Resource): Generator<Verdict> {
  const [target] = graph.targets(logging, 'targetBucket').filter(({ type }) => bucketTypes.includes(type));
  const name = valueAt(logging, 'targetBucket');
  if (target === undefined) {
    if (name === unknown) yield unverifiable(logging, 'targetBucket');
    else yield violation(logging, `targetBucket is ${shown(name)}, which is no bucket of this stack`);
    return;
  }
  if (target === bucket) yield violation(logging, 'targetBucket is the bucket itself, which is locked');
  else if (isLocked(graph, target)) yield violation(logging, `targetBucket is ${target.name}, which has Object Lock`);
  else if (valueAt(target, 'objectLockEnabled') === unknown) yield unverifiable(target, 'objectLockEnabled');
}

function isLocked(graph: Graph, bucket: Resource): boolean {
  const locks = graph.pointingAt(bucket, partTypes('BucketObjectLockConfiguration'), 'bucket');
  return valueAt(bucket, 'objectLockEnabled') === true || locks.length > 0;
}
