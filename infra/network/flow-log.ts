import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { FlowLog } from '@pulumi/aws/ec2/flowLog.js';
import type { Vpc } from '@pulumi/aws/ec2/vpc.js';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import { logGroupDays } from '../../policies/access-log.ts';
import { logServiceMayUse, makeKey } from '../components/key.ts';
import { nameOf } from '../components/names.ts';
import { makeRoleWithRights } from '../components/role.ts';
import type { NetworkConfiguration } from '../configuration/schema.ts';

/** Who spoke with whom, and who was refused, for as long as PCI DSS 10.5.1 wants audit logs. */
export function logFlows(configuration: NetworkConfiguration, vpc: Vpc, options: CustomResourceOptions): void {
  const { accountId, region, stack } = configuration;
  const name = nameOf('network', stack, 'flows');
  const key = makeKey('network', configuration, 'logs', options, [logServiceMayUse(region, accountId, name)]);
  const group = new LogGroup('flows', { name, retentionInDays: logGroupDays, kmsKeyId: key.arn }, options);
  const { role, rights } = makeRoleWithRights(
    'network',
    configuration,
    'flows',
    'vpc-flow-logs.amazonaws.com',
    [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`,
      },
      // Among the least that AWS asks for: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
      {
        Effect: 'Allow',
        Action: 'logs:DescribeLogGroups',
        Resource: `arn:aws:logs:${region}:${accountId}:log-group:*`,
      },
    ],
    options,
  );
  new FlowLog(
    'flows',
    { vpcId: vpc.id, trafficType: 'ALL', logDestination: group.arn, iamRoleArn: role.arn, tags: { Name: name } },
    { ...options, dependsOn: rights },
  );
}
