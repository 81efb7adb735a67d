import { holdsTag } from '../../tags.ts';
import { unknown } from '../resource.ts';
import { bucket, part, partOf } from '../testing/buckets.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { bucketIsEncrypted } from './bucket-is-encrypted.ts';

const type = 'bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';
const by = (sseAlgorithm?: unknown, kmsMasterKeyId?: unknown) => ({
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId } }],
});
const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
const key = resource('aws:kms/key:Key', {}, { name: 'key', id: unknown });
const logs = bucket({ tags: { [holdsTag]: 'logs' } });
const unborn = bucket({ bucket: unknown }, { id: unknown });
const keyPath = 'rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId';
const algorithmPath = 'rules.0.applyServerSideEncryptionByDefault.sseAlgorithm';

testPolicy(bucketIsEncrypted, {
  passes: {
    'a key by its ARN': [bucket(), part(type, by('aws:kms', arn))],
    'a key of this stack, not known yet': [
      key,
      bucket(),
      part(type, by('aws:kms', unknown), { propertyDependencies: { rules: [key.urn] } }),
    ],
    'twice, by KMS, on a bucket whose name is not known yet': [unborn, partOf(unborn, type, by('aws:kms:dsse', arn))],
    'logs, with S3’s own key': [logs, part(type, by('AES256'))],
  },
  fails: {
    'nothing set': {
      resources: [bucket()],
      problems: ['no BucketServerSideEncryptionConfiguration points at the bucket, and the policy asks for one'],
    },
    'S3’s own key': {
      resources: [bucket(), part(type, by('AES256'))],
      problems: [
        `${algorithmPath} is "AES256", and the policy asks for "aws:kms"`,
        `${keyPath} is not set, and the policy asks for a KMS key of our own`,
      ],
    },
    'AWS’s own key of KMS': {
      resources: [bucket(), part(type, by('aws:kms', 'alias/aws/s3'))],
      problems: [`${keyPath} is "alias/aws/s3", and the policy asks for a KMS key of our own`],
    },
    'logs, with a configuration that says nothing': {
      resources: [logs, part(type, { rules: [{}] })],
      problems: [`${algorithmPath} is not set, and the policy asks for "AES256" at least`],
    },
  },
  unverifiable: {
    'the key': {
      resources: [bucket(), part(type, by('aws:kms', unknown))],
      problems: [`${keyPath} is not known: unverifiable until up`],
    },
    'what the bucket holds': {
      resources: [bucket({ tags: { [holdsTag]: unknown } }), part(type, by('AES256'))],
      problems: ['tags is not known: unverifiable until up'],
    },
    'whose encryption': {
      resources: [bucket(), part(type, { ...by('aws:kms', arn), bucket: unknown })],
      problems: ['bucket is not known: unverifiable until up'],
    },
  },
});
