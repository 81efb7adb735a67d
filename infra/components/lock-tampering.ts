import { EventRule } from '@pulumi/aws/cloudwatch/eventRule.js';
import { EventTarget } from '@pulumi/aws/cloudwatch/eventTarget.js';
import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { LogMetricFilter } from '@pulumi/aws/cloudwatch/logMetricFilter.js';
import { LogResourcePolicy } from '@pulumi/aws/cloudwatch/logResourcePolicy.js';
import { type Input, jsonStringify } from '@pulumi/pulumi';
import { logGroupDays } from '../../policies/access-log.ts';
import type { Metric } from './alarm.ts';
import type { DataStores } from './data-stores.ts';
import { metricNamespace, nameOf } from './names.ts';
import { documentOf } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/** What weakens a lock, a key or a backup, by the service that is asked for it; CloudTrail’s names of the calls. */
const calls = {
  kms: ['DisableKey', 'DisableKeyRotation', 'ScheduleKeyDeletion'],
  s3: [
    'DeleteBucketEncryption',
    'DeleteBucketPolicy',
    'DeleteBucketPublicAccessBlock',
    'PutBucketObjectLockConfiguration',
    'PutBucketVersioning',
  ],
  backup: [
    'DeleteBackupVault',
    'DeleteBackupVaultAccessPolicy',
    'DeleteBackupVaultLockConfiguration',
    'DeleteRecoveryPoint',
    'DisassociateRecoveryPoint',
    'PutBackupVaultAccessPolicy',
    'PutBackupVaultLockConfiguration',
    'UpdateRecoveryPointLifecycle',
  ],
} as const;

/**
 * Counts calls that would weaken what protects the class’s data, also those that were refused. They go from CloudTrail by
 * EventBridge to a log group, and are counted there: so the page that follows has the evidence of who it was, and the
 * count is of what was kept, while EventBridge’s own metrics are best effort. The account needs a trail.
 */
export function watchLocks({ databaseClass, configuration, options }: Surroundings, stores: DataStores): Metric {
  const { accountId, region, stack } = configuration;
  // EventBridge writes to log groups below /aws/events/ only.
  const name = `/aws/events/${nameOf(databaseClass, stack, 'lock-tampering')}`;
  const group = new LogGroup(
    'lock-tampering',
    { name, retentionInDays: logGroupDays, kmsKeyId: stores.keys.logs.arn },
    options,
  );
  const ours = `${nameOf(databaseClass, stack)}-`;
  const whose: Record<keyof typeof calls, object> = {
    kms: { resources: { ARN: Object.values(stores.keys).map(({ arn }) => arn as Input<string>) } },
    s3: { requestParameters: { bucketName: [{ prefix: ours }] } },
    backup: { requestParameters: { backupVaultName: [{ prefix: ours }] } },
  };
  for (const [service, eventName] of Object.entries(calls)) {
    const part = `lock-tampering-${service}`;
    const rule = new EventRule(
      part,
      {
        name: `${ours}${part}`,
        description: `Attempts to weaken what protects ${databaseClass}: ${service}`,
        eventPattern: jsonStringify({
          source: [`aws.${service}`],
          'detail-type': ['AWS API Call via CloudTrail'],
          detail: { eventName, ...whose[service as keyof typeof calls] },
        }),
      },
      options,
    );
    new EventTarget(part, { rule: rule.name, arn: group.arn }, options);
  }
  const logArn = `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
  const write = {
    Effect: 'Allow',
    Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
    Resource: `${logArn}:*`,
  } as const;
  new LogResourcePolicy(
    'lock-tampering',
    {
      policyName: `${ours}lock-tampering`,
      policyDocument: documentOf([
        { ...write, Action: 'logs:CreateLogStream' },
        {
          ...write,
          Action: 'logs:PutLogEvents',
          Condition: {
            ArnEquals: {
              'aws:SourceArn': Object.keys(calls).map(
                (service) => `arn:aws:events:${region}:${accountId}:rule/${ours}lock-tampering-${service}`,
              ),
            },
          },
        },
      ]),
    },
    options,
  );
  const counted = { namespace: metricNamespace(databaseClass, stack), metricName: 'LockTampering' };
  new LogMetricFilter(
    'lock-tampering',
    {
      name: `${ours}lock-tampering`,
      logGroupName: group.name,
      pattern: '{ $.detail.eventName = * }',
      metricTransformation: { namespace: counted.namespace, name: counted.metricName, value: '1', unit: 'Count' },
    },
    options,
  );
  return { ...counted, stat: 'Sum' };
}
