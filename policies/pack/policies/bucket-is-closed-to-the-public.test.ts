import { unknown } from '../resource.ts';
import { bucket, part, partOf } from '../testing/buckets.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { bucketIsClosedToThePublic } from './bucket-is-closed-to-the-public.ts';

const type = 'bucketPublicAccessBlock:BucketPublicAccessBlock';
const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const unborn = bucket({ bucket: unknown }, { id: unknown });

testPolicy(bucketIsClosedToThePublic, {
  passes: {
    'by the bucket’s name': [bucket(), part(type, closed)],
    'by what went into the bucket’s name': [unborn, partOf(unborn, type, closed)],
    'no bucket, nothing to close': [part(type, {})],
  },
  fails: {
    'no block': {
      resources: [bucket()],
      problems: ['no BucketPublicAccessBlock points at the bucket, and the policy asks for one'],
    },
    'a bucket by its older name, and another’s block': {
      resources: [resource('aws:s3/bucketV2:BucketV2', { bucket: 'old' }), part(type, closed)],
      problems: ['no BucketPublicAccessBlock points at the bucket, and the policy asks for one'],
    },
    'one of the four off, and one not set': {
      resources: [bucket(), part(type, { ...closed, blockPublicAcls: false, restrictPublicBuckets: undefined })],
      problems: [
        'blockPublicAcls is false, and the policy asks for true',
        'restrictPublicBuckets is not set, and the policy asks for true',
      ],
    },
  },
  unverifiable: {
    'one of the four': {
      resources: [bucket(), part(type, { ...closed, ignorePublicAcls: unknown })],
      problems: ['ignorePublicAcls is not known: unverifiable until up'],
    },
    'whose block it is': {
      resources: [bucket(), part(type, { ...closed, bucket: unknown })],
      problems: ['bucket is not known: unverifiable until up'],
    },
  },
});
