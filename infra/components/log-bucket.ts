import type { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import type { BucketPolicy } from '@pulumi/aws/s3/bucketPolicy.js';
import { logFilesAtHandDays, logGroupDays } from '../../policies/access-log.ts';
import { unfinishedDaysMax } from '../../policies/backup.ts';
import { bucketName, makeBucket } from './bucket.ts';
import { lockedParts } from './locked-bucket.ts';
import type { Statement } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/** Where in the bucket the logs of the load balancer are. */
export const balancerLogs = 'load-balancer';

/**
 * Where AWS delivers access logs, of the locked buckets and of the load balancer: not locked, and with S3's own key, because
 * AWS delivers into no other. Three months lie in standard storage, the rest of the twelve in slower that is read at once.
 */
export function makeLogBucket(surroundings: Surroundings): { bucket: Bucket; policy: BucketPolicy } {
  const { options } = surroundings;
  const made = makeBucket(surroundings, {
    part: 'logs',
    lockDays: undefined,
    kmsKeyArn: undefined,
    statements: deliveries(surroundings),
  });
  new BucketLifecycleConfiguration(
    'logs',
    {
      bucket: made.bucket.id,
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
  return made;
}

/**
 * Who delivers: S3, for this account; and load balancers, for which AWS's example has no condition but the path, where the
 * account of the balancer stands: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
function deliveries(surroundings: Surroundings): Statement[] {
  const { accountId } = surroundings.configuration;
  const delivery = (service: string, place: string): Statement => ({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucketName(surroundings, 'logs')}/${place}/*`,
  });
  return [
    ...lockedParts.map((part) => ({
      ...delivery('logging.s3.amazonaws.com', bucketName(surroundings, part)),
      Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
    })),
    delivery('logdelivery.elasticloadbalancing.amazonaws.com', `${balancerLogs}/AWSLogs/${accountId}`),
  ];
}
