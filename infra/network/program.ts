import { DefaultSecurityGroup } from '@pulumi/aws/ec2/defaultSecurityGroup.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import type { Input } from '@pulumi/pulumi';
import type { stackOutputs } from '../../policies/stack-outputs.ts';
import { makeKey } from '../components/key.ts';
import { nameOf } from '../components/names.ts';
import { awsProvider } from '../components/provider.ts';
import { readConfiguration } from '../configuration/read.ts';
import { makeEndpoints } from './endpoints.ts';
import { logFlows } from './flow-log.ts';
import { makeRepository } from './repository.ts';
import { makeSubnets } from './subnets.ts';

type NetworkOutputs = Record<(typeof stackOutputs.network)[number], Input<unknown>>;

/**
 * The network that billing and main stand in, without a path from one to the other's database: each class has subnets of
 * its own, and what they share (the way out, AWS's services) leads to neither.
 */
export function network(): NetworkOutputs {
  const configuration = readConfiguration('network');
  const options = { provider: awsProvider('network', configuration) };
  const vpc = new Vpc(
    'vpc',
    {
      cidrBlock: configuration.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: nameOf('network', configuration.stack) },
    },
    options,
  );
  // The group that AWS puts things in that name none: it lets nothing in and nothing out.
  new DefaultSecurityGroup('default', { vpcId: vpc.id }, options);
  const subnets = makeSubnets(configuration, vpc, options);
  const endpoints = makeEndpoints(configuration, vpc, subnets, options);
  logFlows(configuration, vpc, options);
  const repository = makeRepository(configuration, makeKey('network', configuration, 'images', options), options);
  const idsOf = (kind: keyof typeof subnets.of) => subnets.of[kind].map(({ id }) => id);
  return {
    vpcId: vpc.id,
    publicSubnetIds: idsOf('public'),
    billingPrivateSubnetIds: idsOf('billing-private'),
    billingIsolatedSubnetIds: idsOf('billing-isolated'),
    mainPrivateSubnetIds: idsOf('main-private'),
    mainIsolatedSubnetIds: idsOf('main-isolated'),
    endpointSecurityGroupId: endpoints.securityGroup.id,
    s3PrefixListId: endpoints.s3.prefixListId,
    repositoryUrl: repository.repositoryUrl,
  };
}
