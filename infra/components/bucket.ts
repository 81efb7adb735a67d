import { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketObjectLockConfiguration } from '@pulumi/aws/s3/bucketObjectLockConfiguration.js';
import { BucketOwnershipControls } from '@pulumi/aws/s3/bucketOwnershipControls.js';
import { BucketPolicy } from '@pulumi/aws/s3/bucketPolicy.js';
import { BucketPublicAccessBlock } from '@pulumi/aws/s3/bucketPublicAccessBlock.js';
import { BucketServerSideEncryptionConfiguration } from '@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js';
import { BucketVersioning } from '@pulumi/aws/s3/bucketVersioning.js';
import type { Input } from '@pulumi/pulumi';
import { holdsTag } from '../../policies/tags.ts';
import { nameOf } from './names.ts';
import { documentOf, type Statement } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/** What a bucket of ours is told beside what all of them have. */
export interface BucketSettings {
  part: 'dumps' | 'evidence' | 'logs';
  /** How long each object is locked against everybody; undefined for no lock. */
  lockDays: number | undefined;
  /** The key to encrypt with; undefined for S3's own, where a service of AWS has to write that can use no other. */
  kmsKeyArn: Input<string> | undefined;
  /** Who else may do what, besides the roles of the account as IAM lets them. */
  statements: readonly Statement[];
}

/** The name of a class's bucket. Bucket names are of the whole world, so that the account is in it. */
export function bucketName(
  { databaseClass, configuration }: Pick<Surroundings, 'databaseClass' | 'configuration'>,
  part: BucketSettings['part'],
): string {
  return `${nameOf(databaseClass, configuration.stack, part)}-${configuration.accountId}`;
}

/** A bucket that keeps versions, that nobody outside reaches, and nobody without TLS; and its policy, which comes last. */
export function makeBucket(
  surroundings: Surroundings,
  { part, lockDays, kmsKeyArn, statements }: BucketSettings,
): { bucket: Bucket; policy: BucketPolicy } {
  const { options } = surroundings;
  const name = bucketName(surroundings, part);
  const bucket = new Bucket(
    part,
    { bucket: name, objectLockEnabled: lockDays !== undefined, forceDestroy: false, tags: { [holdsTag]: part } },
    { ...options, protect: true },
  );
  const versioning = new BucketVersioning(
    part,
    { bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } },
    options,
  );
  new BucketOwnershipControls(part, { bucket: bucket.id, rule: { objectOwnership: 'BucketOwnerEnforced' } }, options);
  const closed = new BucketPublicAccessBlock(
    part,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  const encryption =
    kmsKeyArn === undefined ? { sseAlgorithm: 'AES256' } : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn };
  const encrypted = new BucketServerSideEncryptionConfiguration(
    part,
    {
      bucket: bucket.id,
      rules: [{ applyServerSideEncryptionByDefault: encryption, bucketKeyEnabled: kmsKeyArn !== undefined }],
    },
    options,
  );
  const locks = lockDays === undefined ? [] : [lock(surroundings, part, bucket, lockDays)];
  const policy = new BucketPolicy(
    part,
    { bucket: bucket.id, policy: documentOf([tlsOnly(name), ...statements]) },
    // A policy may deny everybody, us too, what makes the bucket: so it comes last.
    { ...options, dependsOn: [closed, versioning, encrypted, ...locks] },
  );
  return { bucket, policy };
}

function lock(
  { options }: Surroundings,
  part: BucketSettings['part'],
  bucket: Bucket,
  days: number,
): BucketObjectLockConfiguration {
  return new BucketObjectLockConfiguration(
    part,
    {
      bucket: bucket.id,
      objectLockEnabled: 'Enabled',
      rule: { defaultRetention: { mode: 'COMPLIANCE', days } },
    },
    options,
  );
}

function tlsOnly(name: string): Statement {
  return {
    Sid: 'tlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
