import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import type { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { VpcEndpoint } from '@pulumi/aws/ec2/vpcEndpoint.js';
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import { databaseClasses } from '../../policies/databases.ts';
import { nameOf } from '../components/names.ts';
import type { NetworkConfiguration } from '../configuration/schema.ts';
import { cidrOf, zones } from './address-plan.ts';
import type { Subnets } from './subnets.ts';

/** AWS’s services that the tasks call; without endpoints, secrets and logs would leave the network to come back to it. */
const services = ['ecr.api', 'ecr.dkr', 'secretsmanager', 'kms', 'logs'] as const;
const httpsPort = 443;

export interface Endpoints {
  s3: VpcEndpoint;
  /** What stands before every endpoint but that of S3. */
  securityGroup: SecurityGroup;
}

/** Endpoints for both classes’ tasks. Nothing listens behind them but AWS, so that they are no path between the classes. */
export function makeEndpoints(
  configuration: NetworkConfiguration,
  vpc: Vpc,
  subnets: Subnets,
  options: CustomResourceOptions,
): Endpoints {
  const name = nameOf('network', configuration.stack, 'endpoints');
  const securityGroup = new SecurityGroup(
    'endpoints',
    { name, description: 'AWS services, asked by tasks', vpcId: vpc.id, tags: { Name: name } },
    options,
  );
  for (const databaseClass of databaseClasses) {
    for (const zone of zones) {
      const part = `${databaseClass}-private-${zone}`;
      new SecurityGroupIngressRule(
        `endpoints-from-${part}`,
        {
          securityGroupId: securityGroup.id,
          description: part,
          ipProtocol: 'tcp',
          fromPort: httpsPort,
          toPort: httpsPort,
          cidrIpv4: cidrOf(configuration.cidr, `${databaseClass}-private`, zone),
        },
        options,
      );
    }
  }
  for (const service of services) makeInterface(configuration, vpc, subnets, securityGroup, service, options);
  const s3 = new VpcEndpoint(
    's3',
    {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${configuration.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: subnets.privateRouteTables.map(({ id }) => id),
      tags: { Name: nameOf('network', configuration.stack, 's3') },
    },
    options,
  );
  return { s3, securityGroup };
}

/** One address a zone, in the subnets that are nobody’s: an endpoint takes one subnet a zone, and serves both classes. */
function makeInterface(
  configuration: NetworkConfiguration,
  vpc: Vpc,
  subnets: Subnets,
  securityGroup: SecurityGroup,
  service: (typeof services)[number],
  options: CustomResourceOptions,
): void {
  new VpcEndpoint(
    service.replace('.', '-'),
    {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${configuration.region}.${service}`,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds: subnets.of.public.map(({ id }) => id),
      securityGroupIds: [securityGroup.id],
      tags: { Name: nameOf('network', configuration.stack, service.replace('.', '-')) },
    },
    options,
  );
}
