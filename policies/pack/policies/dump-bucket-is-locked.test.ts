import { holdsTag } from '../../tags.ts';
import { unknown } from '../resource.ts';
import { bucket, dumpBucket, part, partOf } from '../testing/buckets.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { dumpBucketIsLocked } from './dump-bucket-is-locked.ts';

const type = 'bucketObjectLockConfiguration:BucketObjectLockConfiguration';
const locked = { objectLockEnabled: true };
const retention = (defaultRetention: Record<string, unknown>) => ({ rule: { defaultRetention } });
const compliance = (days: unknown) => retention({ mode: 'COMPLIANCE', days });
const unborn = dumpBucket({ ...locked, bucket: unknown }, { id: unknown });

testPolicy(dumpBucketIsLocked, {
  passes: {
    'billing’s days': [dumpBucket(locked), part(type, { objectLockEnabled: 'Enabled', ...compliance(90) })],
    'main’s days': [dumpBucket(locked, { project: 'main' }), part(type, compliance(30), { project: 'main' })],
    'longer, in years': [dumpBucket(locked), part(type, retention({ mode: 'COMPLIANCE', years: 1 }))],
    'by what went into the bucket’s name': [unborn, partOf(unborn, type, compliance(90))],
    'by the older name of the part': [
      dumpBucket(locked),
      part('bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2', compliance(90)),
    ],
    'a bucket that holds no dumps': [bucket()],
  },
  fails: {
    'a day less': {
      resources: [dumpBucket(locked), part(type, compliance(89))],
      problems: ['rule.defaultRetention.days is 89, and the policy asks for 90 days'],
    },
    'nothing set': {
      resources: [dumpBucket()],
      problems: [
        'objectLockEnabled is not set, and the policy asks for true',
        'no BucketObjectLockConfiguration points at the bucket, and the policy asks for one',
      ],
    },
    'a lock that holds nothing by default': {
      resources: [dumpBucket(locked), part(type, { objectLockEnabled: 'Disabled' })],
      problems: [
        'objectLockEnabled is "Disabled", and the policy asks for "Enabled"',
        'rule.defaultRetention.mode is not set, and the policy asks for "COMPLIANCE"',
        'rule.defaultRetention.days is not set, and the policy asks for 90 days',
      ],
    },
    'a mode that a right can lift': {
      resources: [dumpBucket(locked), part(type, retention({ mode: 'GOVERNANCE', days: 90 }))],
      problems: ['rule.defaultRetention.mode is "GOVERNANCE", and the policy asks for "COMPLIANCE"'],
    },
  },
  unverifiable: {
    'all of it': {
      resources: [dumpBucket({ objectLockEnabled: unknown }), part(type, retention({ mode: unknown, days: unknown }))],
      problems: [
        'objectLockEnabled is not known: unverifiable until up',
        'rule.defaultRetention.mode is not known: unverifiable until up',
        'rule.defaultRetention.days is not known: unverifiable until up',
      ],
    },
    'whether a bucket holds dumps': {
      resources: [bucket({ tags: { [holdsTag]: unknown } }), bucket({ tags: unknown })],
      problems: ['tags is not known: unverifiable until up', 'tags is not known: unverifiable until up'],
    },
    'whose lock': {
      resources: [dumpBucket(locked), part(type, { ...compliance(90), bucket: unknown })],
      problems: ['bucket is not known: unverifiable until up'],
    },
  },
});
