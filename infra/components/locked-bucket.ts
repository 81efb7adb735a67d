import type { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLogging } from '@pulumi/aws/s3/bucketLogging.js';
import type { BucketPolicy } from '@pulumi/aws/s3/bucketPolicy.js';
import type { Key } from '@pulumi/aws/kms/key.js';
import { bucketName, makeBucket } from './bucket.ts';
import type { Statement } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/** Parts of a class that lie in a bucket under Object Lock. */
export const lockedParts = ['dumps', 'evidence'] as const;
export type LockedPart = (typeof lockedParts)[number];

/**
 * A bucket whose objects are locked in compliance mode, against everybody, this account's root included. Who asks it for
 * what is written down in the bucket of logs.
 */
export function makeLockedBucket(
  surroundings: Surroundings,
  part: LockedPart,
  { lockDays, key, logs }: { lockDays: number; key: Key; logs: Bucket },
): { bucket: Bucket; policy: BucketPolicy } {
  const name = bucketName(surroundings, part);
  const made = makeBucket(surroundings, {
    part,
    lockDays,
    kmsKeyArn: key.arn,
    statements: [nobodyBypassesTheLock(name)],
  });
  new BucketLogging(
    part,
    { bucket: made.bucket.id, targetBucket: logs.id, targetPrefix: `${name}/` },
    surroundings.options,
  );
  return made;
}

/** The lock is in compliance mode already; this says no to whoever would put objects under a weaker one. */
function nobodyBypassesTheLock(name: string): Statement {
  return {
    Sid: 'nobodyBypassesTheLock',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:BypassGovernanceRetention', 's3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'],
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  };
}
