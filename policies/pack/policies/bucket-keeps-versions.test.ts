import { unknown } from '../resource.ts';
import { bucket, part, partOf } from '../testing/buckets.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { bucketKeepsVersions } from './bucket-keeps-versions.ts';

const type = 'bucketVersioning:BucketVersioning';
const enabled = { versioningConfiguration: { status: 'Enabled' } };
const unborn = bucket({ bucket: unknown }, { id: unknown });

testPolicy(bucketKeepsVersions, {
  passes: {
    'by the bucket’s name': [bucket(), part(type, enabled)],
    'by the older name of the part': [bucket(), part('bucketVersioningV2:BucketVersioningV2', enabled)],
    'by what went into the bucket’s name': [unborn, partOf(unborn, type, enabled)],
  },
  fails: {
    'not set, which is none': {
      resources: [bucket({ versioning: { enabled: true } })],
      problems: ['no BucketVersioning points at the bucket, and the policy asks for one'],
    },
    suspended: {
      resources: [bucket(), part(type, { versioningConfiguration: { status: 'Suspended' } })],
      problems: ['versioningConfiguration.status is "Suspended", and the policy asks for "Enabled"'],
    },
  },
  unverifiable: {
    'the status': {
      resources: [bucket(), part(type, { versioningConfiguration: { status: unknown } })],
      problems: ['versioningConfiguration.status is not known: unverifiable until up'],
    },
    'whose versions': {
      resources: [bucket(), part(type, { ...enabled, bucket: unknown })],
      problems: ['bucket is not known: unverifiable until up'],
    },
  },
});
