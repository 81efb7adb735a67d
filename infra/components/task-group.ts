import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { SecurityGroupEgressRule } from '@pulumi/aws/vpc/securityGroupEgressRule.js';
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js';
import type { Resource } from '@pulumi/pulumi';
import { databasePort } from '../../policies/databases.ts';
import type { DataStores } from './data-stores.ts';
import { nameOf } from './names.ts';
import type { Surroundings } from './surroundings.ts';

export const httpsPort = 443;

/** A security group and the rules without which it lets nothing through. */
export interface TaskGroup {
  group: SecurityGroup;
  rules: Resource[];
}

/**
 * A security group for tasks: out to the class’s own database, to AWS’s services inside the network, and, for those that
 * call it, to Stripe; nothing comes in. The database’s group lets it in by its id, never by addresses.
 */
export function makeTaskGroup(
  { databaseClass, configuration, network, options }: Surroundings,
  { database }: DataStores,
  part: string,
  { stripe }: { stripe: boolean },
): TaskGroup {
  const name = nameOf(databaseClass, configuration.stack, part);
  const group = new SecurityGroup(
    part,
    { name, description: `${databaseClass}: ${part}`, vpcId: network.vpcId, tags: { Name: name } },
    options,
  );
  const port = (number: number) => ({ ipProtocol: 'tcp', fromPort: number, toPort: number });
  const out = (to: string, rule: object) =>
    new SecurityGroupEgressRule(
      `${part}-to-${to}`,
      { securityGroupId: group.id, description: to, ...rule } as never,
      options,
    );
  const rules = [
    out('database', { ...port(databasePort), referencedSecurityGroupId: database.securityGroup.id }),
    out('endpoints', { ...port(httpsPort), referencedSecurityGroupId: network.endpointSecurityGroupId }),
    out('s3', { ...port(httpsPort), prefixListId: network.s3PrefixListId }),
    // Stripe’s API has no addresses that could be written down for long: its names are what TLS checks.
    ...(stripe ? [out('stripe', { ...port(httpsPort), cidrIpv4: '0.0.0.0/0' })] : []),
    new SecurityGroupIngressRule(
      `database-from-${part}`,
      {
        securityGroupId: database.securityGroup.id,
        description: name,
        ...port(databasePort),
        referencedSecurityGroupId: group.id,
      },
      options,
    ),
  ];
  return { group, rules };
}
