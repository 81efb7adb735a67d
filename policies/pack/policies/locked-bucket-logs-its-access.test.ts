import { unknown } from '../resource.ts';
import { bucket, dumpBucket, evidenceBucket, part, partOf } from '../testing/buckets.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { lockedBucketLogsItsAccess } from './locked-bucket-logs-its-access.ts';

const type = 'bucketLogging:BucketLogging';
const logs = (properties: Record<string, unknown> = {}, more = {}) =>
  bucket({ bucket: 'billing-logs', ...properties }, { name: 'logs', ...more });
const unborn = dumpBucket({ bucket: unknown }, { id: unknown });

testPolicy(lockedBucketLogsItsAccess, {
  passes: {
    'to another bucket, by name': [dumpBucket(), logs(), part(type, { targetBucket: 'billing-logs' })],
    'to another bucket, not known yet': [
      unborn,
      logs({ bucket: unknown }, { id: unknown }),
      part(
        type,
        { bucket: unknown, targetBucket: unknown },
        { propertyDependencies: { bucket: [unborn.urn], targetBucket: [logs().urn] } },
      ),
    ],
    'a bucket that is not locked': [bucket()],
  },
  fails: {
    'not set, which is no log': {
      resources: [dumpBucket()],
      problems: ['no BucketLogging points at the bucket, and the policy asks for one'],
    },
    'not set for evidence': {
      resources: [evidenceBucket()],
      problems: ['no BucketLogging points at the bucket, and the policy asks for one'],
    },
    'into itself': {
      resources: [dumpBucket({ objectLockEnabled: true }), part(type, { targetBucket: 'billing-dumps' })],
      problems: ['targetBucket is the bucket itself, which is locked'],
    },
    'into a locked bucket': {
      resources: [dumpBucket(), logs({ objectLockEnabled: true }), part(type, { targetBucket: 'billing-logs' })],
      problems: ['targetBucket is logs, which has Object Lock'],
    },
    'into a bucket that is locked later': {
      resources: [
        dumpBucket(),
        logs(),
        part(type, { targetBucket: 'billing-logs' }),
        part(
          'bucketObjectLockConfiguration:BucketObjectLockConfiguration',
          { bucket: 'billing-logs' },
          { name: 'lock' },
        ),
      ],
      problems: ['targetBucket is logs, which has Object Lock'],
    },
    'into a bucket of somebody’s': {
      resources: [dumpBucket(), part(type, { targetBucket: 'theirs' })],
      problems: ['targetBucket is "theirs", which is no bucket of this stack'],
    },
  },
  unverifiable: {
    'where to': {
      resources: [unborn, partOf(unborn, type, { targetBucket: unknown })],
      problems: ['targetBucket is not known: unverifiable until up'],
    },
    'whether that one is locked': {
      resources: [dumpBucket(), logs({ objectLockEnabled: unknown }), part(type, { targetBucket: 'billing-logs' })],
      problems: ['objectLockEnabled is not known: unverifiable until up'],
    },
    'whether the bucket holds dumps': {
      resources: [bucket({ tags: unknown })],
      problems: ['tags is not known: unverifiable until up'],
    },
  },
});
