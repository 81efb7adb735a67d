import { NatGateway } from '@pulumi/aws/ec2/natGateway.js';
import { NetworkAcl } from '@pulumi/aws/ec2/networkAcl.js';
import { Eip } from '@pulumi/aws/ec2/eip.js';
import { InternetGateway } from '@pulumi/aws/ec2/internetGateway.js';
import { Route } from '@pulumi/aws/ec2/route.js';
import { RouteTable } from '@pulumi/aws/ec2/routeTable.js';
import { RouteTableAssociation } from '@pulumi/aws/ec2/routeTableAssociation.js';
import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import type { Vpc } from '@pulumi/aws/ec2/vpc.js';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import { type DatabaseClass, databaseClasses, databasePort } from '../../policies/databases.ts';
import { nameOf, tagsOf } from '../components/names.ts';
import type { NetworkConfiguration } from '../configuration/schema.ts';
import { cidrOf, type SubnetKind, subnetKinds, zones } from './address-plan.ts';

/** Subnets of one kind, one a zone, in the order of the zones. */
export interface Subnets {
  of: Record<SubnetKind, Subnet[]>;
  /** The tables of the private subnets, which have to reach AWS’s own services. */
  privateRouteTables: RouteTable[];
}

/**
 * Three zones. In each: a public subnet for the load balancer and the way out; a private one a class for its tasks; and
 * an isolated one a class for its database, which has no way out at all, and no way in but from its own class's tasks.
 */
export function makeSubnets(configuration: NetworkConfiguration, vpc: Vpc, options: CustomResourceOptions): Subnets {
  const subnets = Object.fromEntries(
    subnetKinds.map((kind) => [kind, zones.map((zone) => makeSubnet(configuration, vpc, kind, zone, options))]),
  ) as Record<SubnetKind, Subnet[]>;
  const gateway = new InternetGateway('gateway', { vpcId: vpc.id, tags: named(configuration, 'gateway') }, options);
  routeToInternet(configuration, vpc, subnets.public, gateway, options);
  const exits = makeExits(configuration, subnets.public, gateway, options);
  const privateRouteTables: RouteTable[] = [];
  for (const databaseClass of databaseClasses) {
    const inside = subnets[`${databaseClass}-private`];
    privateRouteTables.push(...routeOut(configuration, vpc, inside, exits, databaseClass, options));
    isolate(configuration, vpc, subnets[`${databaseClass}-isolated`], databaseClass, options);
  }
  return { of: subnets, privateRouteTables };
}

function makeSubnet(
  configuration: NetworkConfiguration,
  vpc: Vpc,
  kind: SubnetKind,
  zone: (typeof zones)[number],
  options: CustomResourceOptions,
): Subnet {
  const databaseClass = classOf(kind);
  return new Subnet(
    `${kind}-${zone}`,
    {
      vpcId: vpc.id,
      availabilityZone: `${configuration.region}${zone}`,
      cidrBlock: cidrOf(configuration.cidr, kind, zone),
      mapPublicIpOnLaunch: false,
      tags: {
        ...named(configuration, `${kind}-${zone}`),
        ...(databaseClass && tagsOf(databaseClass, configuration.stack)),
      },
    },
    options,
  );
}

function routeToInternet(
  configuration: NetworkConfiguration,
  vpc: Vpc,
  subnets: readonly Subnet[],
  gateway: InternetGateway,
  options: CustomResourceOptions,
): void {
  const table = new RouteTable('public', { vpcId: vpc.id, tags: named(configuration, 'public') }, options);
  new Route(
    'public-out',
    { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.id },
    options,
  );
  associate('public', subnets, table, options);
}

/** The way out for tasks: to Stripe, and to nothing that could call back. One a zone outlives the loss of a zone. */
function makeExits(
  configuration: NetworkConfiguration,
  publicSubnets: readonly Subnet[],
  gateway: InternetGateway,
  options: CustomResourceOptions,
): NatGateway[] {
  const places = configuration.natPerZone ? publicSubnets : publicSubnets.slice(0, 1);
  return places.map((subnet, index) => {
    const zone = zones[index]!;
    const address = new Eip(`exit-${zone}`, { domain: 'vpc', tags: named(configuration, `exit-${zone}`) }, options);
    return new NatGateway(
      `exit-${zone}`,
      { allocationId: address.id, subnetId: subnet.id, tags: named(configuration, `exit-${zone}`) },
      { ...options, dependsOn: [gateway] },
    );
  });
}

function routeOut(
  configuration: NetworkConfiguration,
  vpc: Vpc,
  subnets: readonly Subnet[],
  exits: readonly NatGateway[],
  databaseClass: DatabaseClass,
  options: CustomResourceOptions,
): RouteTable[] {
  return subnets.map((subnet, index) => {
    const name = `${databaseClass}-private-${zones[index]!}`;
    const table = new RouteTable(
      name,
      { vpcId: vpc.id, tags: { ...named(configuration, name), ...tagsOf(databaseClass, configuration.stack) } },
      options,
    );
    const exit = exits[index] ?? exits[0]!;
    new Route(
      `${name}-out`,
      { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', natGatewayId: exit.id },
      options,
    );
    new RouteTableAssociation(name, { routeTableId: table.id, subnetId: subnet.id }, options);
    return table;
  });
}

/** No route but the network's own, and a second lock beside the security group: only the own class's tasks get in. */
function isolate(
  configuration: NetworkConfiguration,
  vpc: Vpc,
  subnets: readonly Subnet[],
  databaseClass: DatabaseClass,
  options: CustomResourceOptions,
): void {
  const name = `${databaseClass}-isolated`;
  const tags = { ...named(configuration, name), ...tagsOf(databaseClass, configuration.stack) };
  const table = new RouteTable(name, { vpcId: vpc.id, tags }, options);
  associate(name, subnets, table, options);
  const neighbours = zones.flatMap((zone) => [
    cidrOf(configuration.cidr, `${databaseClass}-private`, zone),
    cidrOf(configuration.cidr, `${databaseClass}-isolated`, zone),
  ]);
  const allow = (port: { fromPort: number; toPort: number }) =>
    neighbours.map((cidrBlock, index) => ({
      ruleNo: 100 + index,
      protocol: 'tcp',
      action: 'allow',
      cidrBlock,
      ...port,
    }));
  new NetworkAcl(
    name,
    {
      vpcId: vpc.id,
      subnetIds: subnets.map(({ id }) => id),
      ingress: allow({ fromPort: databasePort, toPort: databasePort }),
      egress: allow(answerPorts),
      tags,
    },
    options,
  );
}

/** An ACL knows no connections: answers go to the port that the asking side happened to choose. */
const answerPorts = { fromPort: 1024, toPort: 65_535 };

function associate(name: string, subnets: readonly Subnet[], table: RouteTable, options: CustomResourceOptions): void {
  for (const [index, subnet] of subnets.entries()) {
    new RouteTableAssociation(`${name}-${zones[index]!}`, { routeTableId: table.id, subnetId: subnet.id }, options);
  }
}

function classOf(kind: SubnetKind): DatabaseClass | undefined {
  return databaseClasses.find((databaseClass) => kind.startsWith(`${databaseClass}-`));
}

function named({ stack }: NetworkConfiguration, part: string): Record<string, string> {
  return { Name: nameOf('network', stack, part) };
}
