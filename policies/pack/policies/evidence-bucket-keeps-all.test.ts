import { evidenceKeepDays } from '../../evidence.ts';
import { unknown } from '../resource.ts';
import { bucket, dumpBucket, evidenceBucket, part } from '../testing/buckets.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { evidenceBucketKeepsAll } from './evidence-bucket-keeps-all.ts';

const evidence = (properties: Record<string, unknown> = {}) =>
  evidenceBucket({ objectLockEnabled: true, ...properties });
const lock = (defaultRetention: Record<string, unknown>) =>
  part('bucketObjectLockConfiguration:BucketObjectLockConfiguration', { rule: { defaultRetention } });
const whole = lock({ mode: 'COMPLIANCE', days: evidenceKeepDays });
const lifecycle = (...rules: object[]) =>
  part('bucketLifecycleConfiguration:BucketLifecycleConfiguration', { rules }, { name: 'lifecycle' });
const expires = ['a rule lets objects or versions expire, and the policy asks that all stay'];

testPolicy(evidenceBucketKeepsAll, {
  passes: {
    'locked for a year, without a lifecycle': [evidence(), whole],
    'longer, in years': [evidence(), lock({ mode: 'COMPLIANCE', years: 2 })],
    'what removes uploads and empty markers': [
      evidence(),
      whole,
      lifecycle({
        status: 'Enabled',
        expiration: { expiredObjectDeleteMarker: true },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      }),
    ],
    'a rule that is switched off': [evidence(), whole, lifecycle({ status: 'Disabled', expiration: { days: 1 } })],
    'a bucket of dumps, whose own policies say more': [dumpBucket()],
  },
  fails: {
    'a day less': {
      resources: [evidence(), lock({ mode: 'COMPLIANCE', days: evidenceKeepDays - 1 })],
      problems: [
        `rule.defaultRetention.days is ${evidenceKeepDays - 1}, and the policy asks for ${evidenceKeepDays} days`,
      ],
    },
    'a mode that a right can lift': {
      resources: [evidence(), lock({ mode: 'GOVERNANCE', days: evidenceKeepDays })],
      problems: ['rule.defaultRetention.mode is "GOVERNANCE", and the policy asks for "COMPLIANCE"'],
    },
    'no lock': {
      resources: [evidence({ objectLockEnabled: undefined })],
      problems: [
        'objectLockEnabled is not set, and the policy asks for true',
        'no BucketObjectLockConfiguration points at the bucket, and the policy asks for one',
      ],
    },
    'records that expire after ten years': {
      resources: [evidence(), whole, lifecycle({ status: 'Enabled', expiration: { days: 3650 } })],
      problems: expires,
    },
    'all at a date': {
      resources: [evidence(), whole, lifecycle({ status: 'Enabled', expiration: { date: '2030-01-01T00:00:00Z' } })],
      problems: expires,
    },
    'versions that go once something hides them': {
      resources: [
        evidence(),
        whole,
        lifecycle({ status: 'Enabled', noncurrentVersionExpiration: { noncurrentDays: 30 } }),
      ],
      problems: expires,
    },
  },
  unverifiable: {
    'rules that are not known yet': {
      resources: [evidence(), whole, lifecycle({ status: unknown })],
      problems: ['rules is not known: unverifiable until up'],
    },
    'whether a bucket holds evidence': {
      resources: [bucket({ tags: unknown })],
      problems: ['tags is not known: unverifiable until up'],
    },
  },
});
