import type { Resource } from '../../../policies/pack/resource.ts';
import { inJson, type Mutation, type PolicyDocument, set, statement } from './mutate.ts';

const ingressType = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule';

/** The value of a property of the first resource of a type and name. */
function valueOf(all: readonly Resource[], project: string, type: string, name: string, property: string): unknown {
  const found = all.find((one) => one.project === project && one.type === type && one.name === name);
  if (found === undefined) throw new Error(`${project} has no ${type} ${name}`);
  return property === 'id' ? found.id : found.properties[property];
}

const groupOf = (all: readonly Resource[], project: string, name: string) =>
  valueOf(all, project, 'aws:ec2/securityGroup:SecurityGroup', name, 'id');

/** Points a property at the other class's resource, as once both are up. */
const pointsAt =
  (property: string, project: string, type: string, name: string, of = 'id') =>
  (resource: Resource, all: readonly Resource[]): Resource => {
    return set(property, valueOf(all, project, type, name, of))(resource);
  };

/** Single changes that open a path, or share a thing, between the classes. Most are wrong only where both are seen. */
export const mutationsOfTheWall: readonly Mutation[] = [
  {
    project: 'billing',
    type: ingressType,
    name: 'database-from-service',
    title: 'the main app reaches billing’s database',
    change: (resource, all) => set('referencedSecurityGroupId', groupOf(all, 'main', 'app'))(resource),
    onlyUp: true,
    caughtBy: 'no-path-between-the-classes',
  },
  {
    project: 'main',
    type: ingressType,
    name: 'database-from-app',
    title: 'billing’s service reaches main’s database',
    change: (resource, all) => set('referencedSecurityGroupId', groupOf(all, 'billing', 'service'))(resource),
    onlyUp: true,
    caughtBy: 'no-path-between-the-classes',
  },
  {
    project: 'main',
    type: ingressType,
    name: 'database-from-app',
    title: 'billing’s addresses reach main’s database',
    change: (resource) => set('cidrIpv4', '10.40.48.0/20')(set('referencedSecurityGroupId', undefined)(resource)),
    onlyUp: true,
    caughtBy: 'no-path-between-the-classes',
  },
  {
    project: 'billing',
    type: ingressType,
    name: 'service-from-load-balancer',
    title: 'the main app reaches billing’s service, and so its database',
    change: (resource, all) => set('referencedSecurityGroupId', groupOf(all, 'main', 'app'))(resource),
    onlyUp: true,
    caughtBy: 'no-path-between-the-classes',
  },
  {
    project: 'billing',
    type: ingressType,
    name: 'database-from-service',
    title: 'a database that the world reaches',
    change: (resource) => ({
      ...set('cidrIpv4', '0.0.0.0/0')(set('referencedSecurityGroupId', undefined)(resource)),
      propertyDependencies: { securityGroupId: resource.propertyDependencies['securityGroupId'] ?? [] },
    }),
    caughtBy: 'security-group-is-not-open',
  },
  {
    project: 'billing',
    type: ingressType,
    name: 'database-from-service',
    title: 'a database that addresses reach',
    change: (resource) => ({
      ...set('cidrIpv4', '10.40.48.0/20')(set('referencedSecurityGroupId', undefined)(resource)),
      propertyDependencies: { securityGroupId: resource.propertyDependencies['securityGroupId'] ?? [] },
    }),
    caughtBy: 'database-sees-only-its-own',
  },
  {
    project: 'main',
    type: 'aws:rds/instance:Instance',
    name: 'database',
    title: 'one key for both databases',
    change: pointsAt('kmsKeyId', 'billing', 'aws:kms/key:Key', 'database', 'arn'),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'main',
    type: 'aws:rds/instance:Instance',
    name: 'database',
    title: 'one subnet group for both databases',
    change: pointsAt('dbSubnetGroupName', 'billing', 'aws:rds/subnetGroup:SubnetGroup', 'database', 'name'),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'main',
    type: 'aws:rds/instance:Instance',
    name: 'database',
    title: 'one parameter group for both databases',
    change: pointsAt('parameterGroupName', 'billing', 'aws:rds/parameterGroup:ParameterGroup', 'database', 'name'),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'main',
    type: 'aws:rds/instance:Instance',
    name: 'database',
    title: 'one security group for both databases',
    change: (resource, all) => set('vpcSecurityGroupIds', [groupOf(all, 'billing', 'database')])(resource),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'main',
    type: 'aws:backup/plan:Plan',
    title: 'one vault for both classes',
    change: pointsAt('rules.0.targetVaultName', 'billing', 'aws:backup/vault:Vault', 'recovery', 'name'),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'billing',
    type: 'aws:s3/bucketLogging:BucketLogging',
    name: 'dumps',
    title: 'one log bucket for both classes',
    change: pointsAt('targetBucket', 'main', 'aws:s3/bucket:Bucket', 'logs', 'bucket'),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'billing',
    type: 'aws:ecs/taskDefinition:TaskDefinition',
    name: 'backup',
    title: 'main’s role backs up billing',
    change: pointsAt('taskRoleArn', 'main', 'aws:iam/role:Role', 'backup-task', 'arn'),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'billing',
    type: ingressType,
    name: 'database-from-service',
    title: 'a group of another account reaches billing’s database',
    change: set('referencedSecurityGroupId', '999988887777/sg-0123456789abcdef0'),
    caughtBy: 'database-sees-only-its-own',
  },
  {
    project: 'billing',
    type: 'aws:ec2/securityGroup:SecurityGroup',
    name: 'service',
    title: 'the service passes for a load balancer, where nobody looks further',
    change: set('tags', { 'bulkhead:role': 'load-balancer' }),
    caughtBy: 'security-group-is-not-open',
  },
  {
    project: 'billing',
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'prune-task',
    title: 'billing’s role prunes main’s dumps by a wildcard',
    change: inJson(
      'policy',
      statement((first) => (first.Resource = 'arn:aws:s3:::bulkhead-*-dumps-*')),
    ),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'main',
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'drill-task',
    title: 'main’s role reads by the alias of billing’s key',
    change: inJson('policy', (document: PolicyDocument) => {
      for (const one of document.Statement) {
        const isByAlias = JSON.stringify(one.Condition ?? {}).includes('ResourceAliases');
        if (isByAlias)
          one.Condition = { StringEquals: { 'kms:ResourceAliases': 'alias/bulkhead-billing-production-backups' } };
      }
    }),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'main',
    type: 'aws:rds/instance:Instance',
    name: 'database',
    title: 'main’s database is a copy of billing’s',
    change: pointsAt('replicateSourceDb', 'billing', 'aws:rds/instance:Instance', 'database', 'identifier'),
    onlyUp: true,
    caughtBy: 'classes-share-nothing',
  },
  {
    project: 'billing',
    type: 'pulumi:pulumi:StackReference',
    title: 'production reads the staging network',
    change: (resource) => ({
      ...set('name', 'organization/network/staging')(resource),
      name: 'organization/network/staging',
    }),
    caughtBy: 'only-listed-outputs-cross',
  },
  {
    project: 'billing',
    type: 'pulumi:pulumi:StackReference',
    title: 'billing reads main’s outputs',
    change: (resource) => ({
      ...set('name', 'organization/main/production')(resource),
      urn: resource.urn.replace('organization/network', 'organization/main'),
      name: 'organization/main/production',
    }),
    caughtBy: 'only-listed-outputs-cross',
  },
  {
    project: 'billing',
    type: 'pulumi:pulumi:Stack',
    title: 'billing gives out one thing more',
    change: set('masterSecretArn', 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:master'),
    caughtBy: 'only-listed-outputs-cross',
  },
];
