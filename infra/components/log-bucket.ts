import type { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import { logFilesAtHandDays, logGroupDays } from '../../policies/access-log.ts';
import { unfinishedDaysMax } from '../../policies/backup.ts';
import { bucketName, makeBucket } from './bucket.ts';
import type { Statement } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Where AWS delivers access logs, of the dump bucket and of the load balancer: not locked, and with S3's own key, because
 * AWS delivers into no other. Three months lie in standard storage, the rest of the twelve in slower that is read at once.
 */
export function makeLogBucket(surroundings: Surroundings): Bucket {
  const { configuration, options } = surroundings;
  const name = bucketName(surroundings, 'logs');
  const delivery = (service: string, prefix: string): Statement => ({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${name}/${prefix}*`,
    Condition: { StringEquals: { 'aws:SourceAccount': configuration.accountId } },
  });
  const bucket = makeBucket(surroundings, {
    part: 'logs',
    lockDays: undefined,
    kmsKeyArn: undefined,
    statements: [
      delivery('logging.s3.amazonaws.com', `${bucketName(surroundings, 'dumps')}/`),
      delivery('logdelivery.elasticloadbalancing.amazonaws.com', 'load-balancer/'),
    ],
  });
  new BucketLifecycleConfiguration(
    'logs',
    {
      bucket: bucket.id,
      rules: [
        {
          id: 'keep-a-year',
          status: 'Enabled',
          filter: { prefix: '' },
          transitions: [{ days: logFilesAtHandDays, storageClass: 'GLACIER_IR' }],
          expiration: { days: logGroupDays },
          noncurrentVersionExpiration: { noncurrentDays: 1 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedDaysMax },
        },
      ],
    },
    options,
  );
  return bucket;
}
