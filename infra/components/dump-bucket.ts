import type { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import { expiryAfterLockDaysMax, unfinishedDaysMax } from '../../policies/backup.ts';
import type { ClassKeys } from './data-stores.ts';
import { makeLockedBucket } from './locked-bucket.ts';
import type { Surroundings } from './surroundings.ts';

/** How long what was deleted or overwritten stays; the least that S3 takes. What is locked stays longer by its lock. */
const noncurrentDays = 1;

/**
 * Where a class's dumps lie. Each is locked until its class's retention is over; then prune deletes it, and what prune
 * leaves, the bucket's own rules do.
 */
export function makeDumpBucket(surroundings: Surroundings, keys: ClassKeys, logs: Bucket): Bucket {
  const { keepDays } = surroundings.configuration;
  const { bucket } = makeLockedBucket(surroundings, 'dumps', { lockDays: keepDays, key: keys.backups, logs });
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
          expiration: { days: keepDays + expiryAfterLockDaysMax - noncurrentDays },
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
    surroundings.options,
  );
  return bucket;
}
