import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { noPathBetweenTheClasses } from './no-path-between-the-classes.ts';

const group = (name: string, project = 'billing', tags = {}) =>
  resource('aws:ec2/securityGroup:SecurityGroup', { tags }, { name, id: name, project });
const database = resource(
  'aws:rds/instance:Instance',
  { vpcSecurityGroupIds: ['billing-database'] },
  { name: 'database' },
);
const subnet = (name: string, cidrBlock: string, ofClass?: string) =>
  resource(
    'aws:ec2/subnet:Subnet',
    { cidrBlock, tags: ofClass === undefined ? {} : { 'bulkhead:class': ofClass } },
    { name, id: name, project: 'network' },
  );
const subnets = [
  subnet('public', '10.0.0.0/20'),
  subnet('billing-private', '10.0.16.0/20', 'billing'),
  subnet('main-private', '10.0.32.0/20', 'main'),
];
const lets = (from: Record<string, unknown>, to: string, more: Record<string, unknown> = {}, urns = {}) =>
  resource(
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    { securityGroupId: to, ipProtocol: 'tcp', fromPort: 3306, toPort: 3306, ...from, ...more },
    { name: `into-${to}`, propertyDependencies: urns },
  );
const from = (name: string) => ({ referencedSecurityGroupId: name });
const billing = [
  group('billing-database'),
  group('billing-task'),
  database,
  lets(from('billing-task'), 'billing-database'),
];

testPolicy(noPathBetweenTheClasses, {
  passes: {
    'its own task': [...subnets, ...billing],
    'the load balancer, which is everybody’s door': [
      ...subnets,
      ...billing,
      group('billing-door', 'billing', { 'bulkhead:role': 'load-balancer' }),
      group('main-app', 'main'),
      lets(from('billing-door'), 'billing-task', { fromPort: 8080, toPort: 8080 }),
      lets({ cidrIpv4: '0.0.0.0/0' }, 'billing-door', { fromPort: 443, toPort: 443 }),
      lets(from('main-app'), 'billing-door', { fromPort: 443, toPort: 443 }),
    ],
    'what both ask, and what asks nobody': [
      ...subnets,
      ...billing,
      group('endpoints', 'network'),
      group('main-app', 'main'),
      lets(from('billing-task'), 'endpoints', { fromPort: 443, toPort: 443 }),
      lets(from('main-app'), 'endpoints', { fromPort: 443, toPort: 443 }),
    ],
    'another port of the database’s own': [
      ...subnets,
      ...billing,
      group('main-app', 'main'),
      lets(from('main-app'), 'billing-database', { fromPort: 22, toPort: 22 }),
    ],
    'its own subnets’ addresses': [...subnets, ...billing, lets({ cidrIpv4: '10.0.16.0/20' }, 'billing-task')],
  },
  fails: {
    'a group that is main’s by an interface, or by a list in a text': {
      resources: [
        ...billing,
        group('jump', 'network'),
        group('lambda', 'network'),
        resource(
          'aws:ec2/launchTemplate:LaunchTemplate',
          { networkInterfaces: [{ securityGroups: ['jump'] }] },
          { project: 'main' },
        ),
        resource('aws:cloudformation/stack:Stack', { parameters: { groups: 'other,lambda' } }, { project: 'main' }),
        lets(from('jump'), 'billing-database'),
        lets(from('lambda'), 'billing-database'),
      ],
      problems: [
        'main reaches billing’s database: jump → billing-database',
        'main reaches billing’s database: lambda → billing-database',
      ],
    },
    'a group that nobody knows': {
      resources: [...subnets, ...billing, lets(from('sg-9'), 'billing-task')],
      problems: ['sg-9, a group that nobody here knows, reaches billing’s database: billing-task → billing-database'],
    },
    direct: {
      resources: [...billing, group('main-app', 'main'), lets(from('main-app'), 'billing-database')],
      problems: ['main reaches billing’s database: main-app → billing-database'],
    },
    'direct, with a wider range of ports': {
      resources: [
        ...billing,
        group('main-app', 'main'),
        lets(from('main-app'), 'billing-database', { fromPort: 3000, toPort: 4000 }),
      ],
      problems: ['main reaches billing’s database: main-app → billing-database'],
    },
    'through the task’s group': {
      resources: [
        ...billing,
        group('main-app', 'main'),
        lets(from('main-app'), 'billing-task', { fromPort: 8080, toPort: 8080 }),
      ],
      problems: ['main reaches billing’s database: main-app → billing-task → billing-database'],
    },
    'through a group that is nobody’s': {
      resources: [
        ...billing,
        group('jump', 'network'),
        group('main-app', 'main'),
        lets(from('jump'), 'billing-database'),
        lets(from('main-app'), 'jump', { fromPort: 22, toPort: 22 }),
      ],
      problems: ['main reaches billing’s database: main-app → jump → billing-database'],
    },
    'a group that is nobody’s by name, and main’s by what is in it': {
      resources: [
        ...billing,
        group('shared', 'network'),
        resource(
          'aws:ecs/service:Service',
          { networkConfiguration: { securityGroups: ['shared'] } },
          { project: 'main', name: 'app' },
        ),
        lets(from('shared'), 'billing-database'),
      ],
      problems: ['main reaches billing’s database: shared → billing-database'],
    },
    'main’s group in the network, by its tag': {
      resources: [
        ...billing,
        group('app', 'network', { 'bulkhead:class': 'main' }),
        lets(from('app'), 'billing-database'),
      ],
      problems: ['main reaches billing’s database: app → billing-database'],
    },
    'by the graph, before it is up': {
      resources: [
        ...billing,
        group('main-app', 'main'),
        lets(
          { referencedSecurityGroupId: unknown },
          'billing-database',
          {},
          {
            referencedSecurityGroupId: [group('main-app', 'main').urn],
          },
        ),
      ],
      problems: ['main reaches billing’s database: main-app → billing-database'],
    },
    'by addresses of main’s': {
      resources: [...subnets, ...billing, lets({ cidrIpv4: '10.0.40.0/24' }, 'billing-database')],
      problems: ['10.0.40.0/24 holds main’s subnet main-private, and reaches billing’s database: billing-database'],
    },
    'by addresses of the whole network, at the task': {
      resources: [...subnets.slice(1), ...billing, lets({ cidrIpv4: '10.0.0.0/16' }, 'billing-task')],
      problems: [
        '10.0.0.0/16 holds main’s subnet main-private, and reaches billing’s database: billing-task → billing-database',
      ],
    },
    'by addresses that are nobody’s, so that anybody may be there': {
      resources: [...subnets, ...billing, lets({ cidrIpv4: '10.0.1.0/24' }, 'billing-database')],
      problems: ['10.0.1.0/24 holds nobody’s subnet public, and reaches billing’s database: billing-database'],
    },
    'by IPv6, whatever it holds': {
      resources: [...subnets.slice(2), ...billing, lets({ cidrIpv6: 'fd00::/64' }, 'billing-database')],
      problems: ['fd00::/64 holds main’s subnet main-private, and reaches billing’s database: billing-database'],
    },
    'by a prefix list': {
      resources: [...subnets, ...billing, lets({ prefixListId: 'pl-1' }, 'billing-task')],
      problems: ['a prefix list, which may hold anybody, reaches billing’s database: billing-task → billing-database'],
    },
    'by the older kind of rule': {
      resources: [
        ...billing,
        group('main-app', 'main'),
        resource('aws:ec2/securityGroupRule:SecurityGroupRule', {
          ...{ type: 'ingress', securityGroupId: 'billing-database', sourceSecurityGroupId: 'main-app' },
          ...{ protocol: '-1', fromPort: 0, toPort: 0 },
        }),
      ],
      problems: ['main reaches billing’s database: main-app → billing-database'],
    },
    'a bridge of a class’s own': {
      resources: [
        resource('aws:ec2/vpcPeeringConnection:VpcPeeringConnection', { vpcId: 'vpc-1', peerVpcId: 'vpc-2' }),
      ],
      problems: ['it is a bridge into billing’s own part of the network'],
    },
  },
  unverifiable: {
    'a group of another stack': {
      resources: [...billing, lets(from('sg-9'), 'billing-task')],
      problems: ['the owner of sg-9 is not known: unverifiable until up'],
    },
    'a source that nobody knows': {
      resources: [...billing, lets({ referencedSecurityGroupId: unknown }, 'billing-database')],
      problems: ['referencedSecurityGroupId is not known: unverifiable until up'],
    },
    'addresses, in a stack that knows no subnets': {
      resources: [...billing, lets({ cidrIpv4: '10.0.0.0/16' }, 'billing-task')],
      problems: ['the owner of 10.0.0.0/16 is not known: unverifiable until up'],
    },
  },
});
