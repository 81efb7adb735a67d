import { unknown } from '../resource.ts';
import { bucket, dumpBucket, part, partOf } from '../testing/buckets.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { dumpBucketLetsGo } from './dump-bucket-lets-go.ts';

const type = 'bucketLifecycleConfiguration:BucketLifecycleConfiguration';
const lockType = 'bucketObjectLockConfiguration:BucketObjectLockConfiguration';
const rule = (more: Record<string, unknown> = {}) => ({
  id: 'let-go',
  status: 'Enabled',
  expiration: { days: 96 },
  noncurrentVersionExpiration: { noncurrentDays: 1 },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
  ...more,
});
const rules = (...all: object[]) => part(type, { rules: all });
const unborn = dumpBucket({ bucket: unknown }, { id: unknown });
const nothing = [
  'expiration.days is not set, and the policy asks that dumps go',
  'noncurrentVersionExpiration.noncurrentDays is not set for all versions, and without it the bytes stay',
  'abortIncompleteMultipartUpload.daysAfterInitiation is not set, and the policy asks for 7 at most',
];

testPolicy(dumpBucketLetsGo, {
  passes: {
    'others, at any time': [
      dumpBucket(),
      rules(rule(), { status: 'Enabled', filter: { prefix: 'drills/' }, expiration: { days: 1 } }),
    ],
    'on the last day': [dumpBucket(), rules(rule())],
    'when the lock ends': [dumpBucket(), rules(rule({ expiration: { days: 90 } }))],
    'two rules, one of them for dumps, one for the rest': [
      dumpBucket(),
      rules(
        rule({ filter: { prefix: 'billing/' }, abortIncompleteMultipartUpload: undefined }),
        rule({
          filter: { prefix: '' },
          expiration: { expiredObjectDeleteMarker: true },
          noncurrentVersionExpiration: undefined,
        }),
      ),
    ],
    'main’s days': [
      dumpBucket({}, { project: 'main' }),
      part(type, { rules: [rule({ prefix: 'main/', expiration: { days: 36 } })] }, { project: 'main' }),
    ],
    'a longer lock, and later': [
      dumpBucket(),
      part(lockType, { rule: { defaultRetention: { mode: 'COMPLIANCE', days: 100 } } }, { name: 'lock' }),
      rules(rule({ expiration: { days: 106 } })),
    ],
    'by what went into the bucket’s name': [unborn, partOf(unborn, type, { rules: [rule()] })],
    'a bucket that holds no dumps': [bucket()],
  },
  fails: {
    'some before their time, by a rule beside': {
      resources: [
        dumpBucket(),
        rules(rule(), { status: 'Enabled', filter: { prefix: 'billing/2026/' }, expiration: { days: 1 } }),
      ],
      problems: ['expiration.days of some is 1, before the lock ends after 90 days'],
    },
    'by a date': {
      resources: [dumpBucket(), rules(rule(), { status: 'Enabled', expiration: { date: '2020-01-01' } })],
      problems: ['expiration.date is "2020-01-01", and hides newer dumps too'],
    },
    'where nobody reads them in time': {
      resources: [dumpBucket(), rules(rule({ transitions: [{ days: 1, storageClass: 'DEEP_ARCHIVE' }] }))],
      problems: ['transitions lead to DEEP_ARCHIVE, from where a dump comes in hours'],
    },
    'no lifecycle': {
      resources: [dumpBucket()],
      problems: ['no BucketLifecycleConfiguration points at the bucket, and the policy asks for one'],
    },
    'no rules': { resources: [dumpBucket(), part(type, {})], problems: nothing },
    'a rule that is off': { resources: [dumpBucket(), rules(rule({ status: 'Disabled' }))], problems: nothing },
    'a rule for other objects': {
      resources: [dumpBucket(), rules(rule({ filter: { prefix: 'billing/2026/' } }))],
      problems: nothing,
    },
    'a rule for small objects': {
      resources: [dumpBucket(), rules(rule({ filter: { objectSizeLessThan: 1000 } }))],
      problems: nothing,
    },
    'before the lock ends': {
      resources: [dumpBucket(), rules(rule({ expiration: { days: 89 } }))],
      problems: ['expiration.days is 89, before the lock ends after 90 days'],
    },
    'before a longer lock ends': {
      resources: [
        dumpBucket(),
        part(lockType, { rule: { defaultRetention: { mode: 'COMPLIANCE', days: 100 } } }, { name: 'lock' }),
        rules(rule()),
      ],
      problems: ['expiration.days is 96, before the lock ends after 100 days'],
    },
    'too late, both together': {
      resources: [dumpBucket(), rules(rule({ expiration: { days: 97 } }))],
      problems: [
        'expiration.days 97 and noncurrentVersionExpiration.noncurrentDays 1 keep the bytes for 98 days, and the policy asks for 97 at most',
      ],
    },
    'hidden, never removed': {
      resources: [
        dumpBucket(),
        rules(rule({ noncurrentVersionExpiration: { noncurrentDays: 1, newerNoncurrentVersions: 3 } })),
      ],
      problems: [nothing[1]!],
    },
    'broken uploads that stay': {
      resources: [dumpBucket(), rules(rule({ abortIncompleteMultipartUpload: { daysAfterInitiation: 8 } }))],
      problems: ['abortIncompleteMultipartUpload.daysAfterInitiation is 8, and the policy asks for 7 at most'],
    },
  },
  unverifiable: {
    'a number': {
      resources: [dumpBucket(), rules(rule({ expiration: { days: unknown } }))],
      problems: ['rules is not known: unverifiable until up'],
    },
    'whether the bucket holds dumps': {
      resources: [bucket({ tags: unknown })],
      problems: ['tags is not known: unverifiable until up'],
    },
    'whose lifecycle': {
      resources: [dumpBucket(), part(type, { rules: [rule()], bucket: unknown })],
      problems: ['bucket is not known: unverifiable until up'],
    },
  },
});
