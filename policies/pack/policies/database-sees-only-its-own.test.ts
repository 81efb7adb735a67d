import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseSeesOnlyItsOwn } from './database-sees-only-its-own.ts';

const group = (name: string, properties: Record<string, unknown> = {}) =>
  resource('aws:ec2/securityGroup:SecurityGroup', properties, { name, id: name });
const database = (groups: unknown = ['of-database'], urns = {}, type = 'aws:rds/instance:Instance') =>
  resource(type, { vpcSecurityGroupIds: groups }, { name: 'database', propertyDependencies: urns });
const rule = (properties: Record<string, unknown>, urns = {}) =>
  resource(
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    { securityGroupId: 'of-database', ipProtocol: 'tcp', fromPort: 3306, toPort: 3306, ...properties },
    { name: 'rule', propertyDependencies: urns },
  );
const both = [group('of-database'), group('of-task')];

testPolicy(databaseSeesOnlyItsOwn, {
  passes: {
    'its task at its port': [...both, database(), rule({ referencedSecurityGroupId: 'of-task' })],
    'a cluster': [
      ...both,
      database(undefined, {}, 'aws:rds/cluster:Cluster'),
      rule({ referencedSecurityGroupId: 'of-task' }),
    ],
    'all by the graph, before it is up': [
      ...both,
      database([unknown], { vpcSecurityGroupIds: [both[0]!.urn] }),
      rule(
        { securityGroupId: unknown, referencedSecurityGroupId: unknown },
        { securityGroupId: [both[0]!.urn], referencedSecurityGroupId: [both[1]!.urn] },
      ),
    ],
    'other rules of other groups': [...both, database(), rule({ securityGroupId: 'of-task', cidrIpv4: '10.0.0.0/16' })],
  },
  fails: {
    'a group that is nobody’s here': {
      resources: [...both, database(), rule({ referencedSecurityGroupId: '999988887777/sg-1' })],
      problems: ['referencedSecurityGroupId lets in 999988887777/sg-1, which is no group of this stack'],
    },
    'a further door of a proxy’s, without a group': {
      resources: [resource('aws:rds/proxyEndpoint:ProxyEndpoint', {})],
      problems: ['vpcSecurityGroupIds is empty: the network’s default group lets in its own'],
    },
    'no group, which is the network’s default one': {
      resources: [database([])],
      problems: ['vpcSecurityGroupIds is empty: the network’s default group lets in its own'],
    },
    addresses: {
      resources: [...both, database(), rule({ cidrIpv4: '10.0.0.0/16' })],
      problems: ['cidrIpv4 lets in 10.0.0.0/16, and has to name security groups'],
    },
    'a prefix list': {
      resources: [...both, database(), rule({ prefixListId: 'pl-1' })],
      problems: ['prefixListId lets in a prefix list, and has to name security groups'],
    },
    'more ports': {
      resources: [...both, database(), rule({ referencedSecurityGroupId: 'of-task', toPort: 3310 })],
      problems: ['it opens ports 3306-3310 of the database’s group, and has to open port 3306 only'],
    },
    'inline, every port': {
      resources: [
        group('of-database', { ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, securityGroups: ['of-task'] }] }),
        group('of-task'),
        database(),
      ],
      problems: ['it opens every port of the database’s group, and has to open port 3306 only'],
    },
  },
  unverifiable: {
    'groups that nobody knows': {
      resources: [database(unknown)],
      problems: ['vpcSecurityGroupIds is not known: unverifiable until up'],
    },
    'a source that nobody knows': {
      resources: [...both, database(), rule({ referencedSecurityGroupId: unknown })],
      problems: ['referencedSecurityGroupId is not known: unverifiable until up'],
    },
  },
});
