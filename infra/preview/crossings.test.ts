import * as pulumi from '@pulumi/pulumi';
import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { Provider } from '@pulumi/aws/provider.js';
import { expect, test } from 'vitest';
import { crossingsOf } from './crossings.ts';
import { record } from './record.ts';

const config = { 'bulkhead:region': 'eu-central-1', 'bulkhead:accountId': '111122223333' };
const told = { stack: 'production', moment: 'up', config } as const;

test('an output is told with every property that its value went into, whole or within a text', async () => {
  const network = await record({
    ...told,
    project: 'network',
    references: {},
    run: () => {
      const provider = new Provider('aws', { region: 'eu-central-1' });
      const vpc = new Vpc('vpc', { cidrBlock: '10.0.0.0/16' }, { provider });
      return { vpcId: vpc.id, vpcArn: vpc.arn, idle: 'nobody' };
    },
  });
  const billing = await record({
    ...told,
    project: 'billing',
    references: { network: network.outputs },
    run: () => {
      const reference = new pulumi.StackReference('organization/network/production');
      const provider = new Provider('aws', { region: 'eu-central-1' });
      const vpcId = reference.requireOutput('vpcId') as pulumi.Output<string>;
      new SecurityGroup('a', { vpcId, description: 'of its own' }, { provider });
      new SecurityGroup('b', { description: pulumi.interpolate`in ${vpcId}` }, { provider });
      return {};
    },
  });
  const crossings = crossingsOf({ network, billing } as never);
  const type = 'aws:ec2/securityGroup:SecurityGroup';
  expect(crossings).toEqual([
    {
      project: 'network',
      output: 'vpcId',
      readers: [
        { project: 'billing', resource: `${type} a`, property: 'vpcId' },
        { project: 'billing', resource: `${type} b`, property: 'description' },
      ],
    },
    { project: 'network', output: 'vpcArn', readers: [] },
    { project: 'network', output: 'idle', readers: [] },
  ]);
});
