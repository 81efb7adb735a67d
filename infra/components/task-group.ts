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

/** What a group may reach beside the class’s own database. Stripe’s API has no addresses that could be written down for long: its names are what TLS checks. */
export type Reach = 'endpoints' | 's3' | 'stripe';

/** What every task of ours reaches: AWS’s services inside the network, and the registry’s layers in S3. */
export const tasksReach: readonly Reach[] = ['endpoints', 's3'];

/**
 * A security group of what works on a class’s database: out to it and to what is named, and nothing comes in. The
 * database’s group lets it in by its id, never by addresses.
 */
export function makeTaskGroup(
  { databaseClass, configuration, network, options }: Surroundings,
  { database }: DataStores,
  part: string,
  reaches: readonly Reach[],
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
  const places: Record<Reach, object> = {
    endpoints: { referencedSecurityGroupId: network.endpointSecurityGroupId },
    s3: { prefixListId: network.s3PrefixListId },
    stripe: { cidrIpv4: '0.0.0.0/0' },
  };
  const rules = [
    out('database', { ...port(databasePort), referencedSecurityGroupId: database.securityGroup.id }),
    ...reaches.map((place) => out(place, { ...port(httpsPort), ...places[place] })),
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
