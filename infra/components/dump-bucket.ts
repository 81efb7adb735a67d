import type { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import { BucketLogging } from '@pulumi/aws/s3/bucketLogging.js';
import { expiryAfterLockDaysMax, unfinishedDaysMax } from '../../policies/backup.ts';
import { bucketName, makeBucket } from './bucket.ts';
import type { ClassKeys } from './data-stores.ts';
import type { Statement } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/** How long what was deleted or overwritten stays; the least that S3 takes. What is locked stays longer by its lock. */
const noncurrentDays = 1;

/**
 * Where a class's dumps lie. Each is locked in compliance mode until its class's retention is over, against everybody,
 * this account's root included; then prune deletes it, and what prune leaves, the bucket's own rules do.
 */
export function makeDumpBucket(surroundings: Surroundings, keys: ClassKeys, logs: Bucket): Bucket {
  const { configuration, options } = surroundings;
  const { bucket } = makeBucket(surroundings, {
    part: 'dumps',
    lockDays: configuration.keepDays,
    kmsKeyArn: keys.backups.arn,
    statements: [nobodyBypassesTheLock(bucketName(surroundings, 'dumps'))],
  });
  const expiryDays = configuration.keepDays + expiryAfterLockDaysMax - noncurrentDays;
  new BucketLifecycleConfiguration(
    'dumps',
    {
      bucket: bucket.id,
      rules: [
        {
          id: 'let-go',
          status: 'Enabled',
          filter: { prefix: `${surroundings.databaseClass}/` },
          // On a versioned bucket this only hides an object: the bytes go by the next line, a day later.
          expiration: { days: expiryDays },
          noncurrentVersionExpiration: { noncurrentDays },
        },
        {
          id: 'let-go-of-rests',
          status: 'Enabled',
          filter: { prefix: '' },
          expiration: { expiredObjectDeleteMarker: true },
          abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedDaysMax },
        },
      ],
    },
    options,
  );
  new BucketLogging(
    'dumps',
    { bucket: bucket.id, targetBucket: logs.id, targetPrefix: `${bucketName(surroundings, 'dumps')}/` },
    options,
  );
  return bucket;
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
