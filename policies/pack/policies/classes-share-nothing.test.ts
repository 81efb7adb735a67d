import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { classesShareNothing } from './classes-share-nothing.ts';

const make = (type: string, project: string, properties: Record<string, unknown>, name = 'own', urns = {}) =>
  resource(type, properties, {
    project,
    name,
    id: `${project}-${type.split(':')[2]!}-${name}`,
    propertyDependencies: urns,
  });
const instance = (project: string, properties: Record<string, unknown>, urns = {}) =>
  make('aws:rds/instance:Instance', project, properties, 'database', urns);
const both = (properties: Record<string, unknown>) => [instance('billing', properties), instance('main', properties)];
const keyArn = 'arn:aws:kms:eu-central-1:1:key/shared';
const key = (project: string, arn = keyArn) => make('aws:kms/key:Key', project, { arn }, 'key');

const may = (statement: object) =>
  make(
    'aws:iam/rolePolicy:RolePolicy',
    'billing',
    { policy: JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] }) },
    'rights',
  );

const sharedBy = (noun: string) => `the ${noun} is used by billing (database) and main (database)`;
const named = (type: string, property: string, noun: string) => ({
  resources: [make(type, 'network', { name: 'shared' }, 'shared'), ...both({ [property]: 'shared' })],
  problems: [sharedBy(noun)],
});

testPolicy(classesShareNothing, {
  passes: {
    'its own by a wildcard, and a key by its own alias': [
      make('aws:s3/bucket:Bucket', 'main', { bucket: 'main-dumps', arn: 'arn:aws:s3:::main-dumps' }),
      key('main', 'arn:aws:kms:eu-central-1:1:key/m'),
      may({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::billing-*/*' }),
      may({
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:eu-central-1:1:key/*',
        Condition: { StringEquals: { 'kms:ResourceAliases': 'alias/billing' } },
      }),
      may({ Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*' }),
      may({ Action: 's3:GetObject', Resource: 'arn:b', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } } }),
    ],
    'each its own': [
      key('billing', 'arn:aws:kms:eu-central-1:1:key/b'),
      key('main', 'arn:aws:kms:eu-central-1:1:key/m'),
      instance('billing', { kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/b' }),
      instance('main', { kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/m' }),
    ],
    'the network, and what leads to AWS': [
      resource('aws:ec2/vpc:Vpc', {}, { project: 'network', id: 'vpc-1' }),
      resource(
        'aws:ec2/securityGroup:SecurityGroup',
        {},
        { project: 'network', id: 'sg-endpoints', name: 'endpoints' },
      ),
      resource('aws:ec2/vpcEndpoint:VpcEndpoint', { securityGroupIds: ['sg-endpoints'] }, { project: 'network' }),
      ...both({ vpcId: 'vpc-1', reaches: 'sg-endpoints' }),
    ],
    'a repository of images': [
      resource('aws:ecr/repository:Repository', {}, { project: 'network', id: 'images' }),
      ...both({ image: 'images' }),
    ],
    'names that happen to be alike': [
      make('aws:ecs/cluster:Cluster', 'billing', { name: 'tasks' }),
      make('aws:ecs/cluster:Cluster', 'main', { name: 'tasks' }),
      make('aws:ecs/service:Service', 'main', { name: 'tasks' }),
    ],
    'what a stack puts out': [key('billing'), resource('pulumi:pulumi:Stack', { key: keyArn }, { project: 'main' })],
  },
  fails: {
    'the other class’s bucket, by a wildcard': {
      resources: [
        make('aws:s3/bucket:Bucket', 'main', { bucket: 'main-dumps', arn: 'arn:aws:s3:::main-dumps' }),
        may({ Action: 's3:GetObject', Resource: ['arn:aws:s3:::*-dumps/*'] }),
      ],
      problems: ['it is billing’s, and names main’s bucket own'],
    },
    'the other class’s key, by its alias or by all of them': {
      resources: [
        make('aws:kms/alias:Alias', 'main', { name: 'alias/main-dumps' }),
        ...['alias/main-dumps', 'alias/*'].map((alias) =>
          may({
            Action: 'kms:Decrypt',
            Resource: 'arn:aws:kms:eu-central-1:1:key/*',
            Condition: { StringLike: { 'kms:ResourceAliases': alias } },
          }),
        ),
      ],
      problems: Array<string>(2).fill('it is billing’s, and names main’s KMS key own'),
    },
    'the other class’s database, as what it is a copy of': {
      resources: [
        instance('billing', { identifier: 'billing-production' }),
        instance('main', { replicateSourceDb: 'billing-production' }),
      ],
      problems: ['it is main’s, and names billing’s Instance database'],
    },
    'a key by ARN': { resources: [key('network'), ...both({ kmsKeyId: keyArn })], problems: [sharedBy('KMS key')] },
    'a key by id': {
      resources: [make('aws:kms/key:Key', 'network', { keyId: 'k-1' }), ...both({ kmsKeyId: 'k-1' })],
      problems: [sharedBy('KMS key')],
    },
    'a key, before it is up': {
      resources: [
        key('network'),
        instance('billing', { kmsKeyId: unknown }, { kmsKeyId: [key('network').urn] }),
        instance('main', { kmsKeyId: keyArn }),
      ],
      problems: [sharedBy('KMS key')],
    },
    'a subnet group': named('aws:rds/subnetGroup:SubnetGroup', 'dbSubnetGroupName', 'subnet group'),
    'a parameter group': named('aws:rds/parameterGroup:ParameterGroup', 'parameterGroupName', 'parameter group'),
    'a backup vault': named('aws:backup/vault:Vault', 'targetVaultName', 'backup vault'),
    'a role': named('aws:iam/role:Role', 'role', 'role'),
    'a log group': named('aws:cloudwatch/logGroup:LogGroup', 'logGroup', 'log group'),
    'a secret': {
      resources: [
        make('aws:secretsmanager/secret:Secret', 'network', { arn: 'arn:aws:secretsmanager:e:1:secret:s' }),
        ...both({ secret: ['arn:aws:secretsmanager:e:1:secret:s'] }),
      ],
      problems: [sharedBy('secret')],
    },
    'a security group': {
      resources: [
        resource('aws:ec2/securityGroup:SecurityGroup', {}, { project: 'network', id: 'sg-1' }),
        ...both({ vpcSecurityGroupIds: ['sg-1'] }),
      ],
      problems: [sharedBy('security group')],
    },
    'a bucket, in a policy’s text': {
      resources: [
        make('aws:s3/bucket:Bucket', 'network', { bucket: 'dumps', arn: 'arn:aws:s3:::dumps' }),
        ...both({ policy: JSON.stringify({ Resource: 'arn:aws:s3:::dumps/*' }) }),
      ],
      problems: [sharedBy('bucket')],
    },
    'the other class’s key': {
      resources: [key('billing'), instance('main', { kmsKeyId: keyArn })],
      problems: ['it is main’s, and names billing’s KMS key key'],
    },
    'the other class’s database, by its tag': {
      resources: [
        resource(
          'aws:ec2/subnet:Subnet',
          { tags: { 'bulkhead:class': 'billing' } },
          { project: 'network', id: 'subnet-1' },
        ),
        instance('main', { subnetIds: ['subnet-1'] }),
      ],
      problems: ['it is main’s, and names billing’s Subnet tested'],
    },
  },
});
