import type { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import { unfinishedDaysMax } from '../../policies/backup.ts';
import { evidenceKeepDays } from '../../policies/evidence.ts';
import type { ClassKeys } from './data-stores.ts';
import { makeLockedBucket } from './locked-bucket.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Where a class's evidence lies, apart from its dumps and under a key of its own: an auditor who reads it can read no
 * dump, and prune, which deletes dumps, can leave a record and take none away. Nothing expires: each record carries the
 * hash of the one before, so that a chain without its beginning could no longer be proven whole.
 */
export function makeEvidenceBucket(
  surroundings: Surroundings,
  keys: ClassKeys,
  logs: Bucket,
): ReturnType<typeof makeLockedBucket> {
  const made = makeLockedBucket(surroundings, 'evidence', { lockDays: evidenceKeepDays, key: keys.evidence, logs });
  new BucketLifecycleConfiguration(
    'evidence',
    {
      bucket: made.bucket.id,
      rules: [
        {
          id: 'let-go-of-rests',
          status: 'Enabled',
          filter: { prefix: '' },
          abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedDaysMax },
        },
      ],
    },
    surroundings.options,
  );
  return made;
}
