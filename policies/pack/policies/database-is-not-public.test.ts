import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseIsNotPublic } from './database-is-not-public.ts';

const group = resource('aws:rds/subnetGroup:SubnetGroup', {}, { name: 'group', id: unknown });
const instance = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:rds/instance:Instance', { dbSubnetGroupName: 'isolated', ...properties }, more);
const cluster = (properties: Record<string, unknown>) => resource('aws:rds/cluster:Cluster', properties);
const member = (properties: Record<string, unknown>) => resource('aws:rds/clusterInstance:ClusterInstance', properties);

testPolicy(databaseIsNotPublic, {
  passes: {
    'not set, which is not public': [instance({}), member({})],
    'said so': [instance({ publiclyAccessible: false })],
    'a cluster in a subnet group': [cluster({ dbSubnetGroupName: 'isolated' })],
    'a subnet group of this stack, not known yet': [
      group,
      instance({ dbSubnetGroupName: unknown }, { propertyDependencies: { dbSubnetGroupName: [group.urn] } }),
    ],
  },
  fails: {
    'a snapshot for everybody': {
      resources: [resource('aws:rds/snapshot:Snapshot', { sharedAccounts: ['all'] })],
      problems: ['sharedAccounts is ["all"], and a snapshot is shared with nobody'],
    },
    'a door that no security group sees': {
      resources: [cluster({ dbSubnetGroupName: 'isolated', enableHttpEndpoint: true })],
      problems: ['enableHttpEndpoint is true: AWS’s Data API leads past every security group'],
    },
    'public, alone or in a cluster': {
      resources: [instance({ publiclyAccessible: true }), member({ publiclyAccessible: true })],
      problems: [
        'publiclyAccessible is true, and the policy asks for false',
        'publiclyAccessible is true, and the policy asks for false',
      ],
    },
    'no subnet group': {
      resources: [instance({ dbSubnetGroupName: undefined }), cluster({})],
      problems: [
        'dbSubnetGroupName is not set, and the policy asks for a subnet group of our own',
        'dbSubnetGroupName is not set, and the policy asks for a subnet group of our own',
      ],
    },
    'the default VPC’s': {
      resources: [instance({ dbSubnetGroupName: 'default' })],
      problems: ['dbSubnetGroupName is "default", and the policy asks for a subnet group of our own'],
    },
  },
  unverifiable: {
    'neither known': {
      resources: [instance({ publiclyAccessible: unknown, dbSubnetGroupName: unknown })],
      problems: [
        'publiclyAccessible is not known: unverifiable until up',
        'dbSubnetGroupName is not known: unverifiable until up',
      ],
    },
  },
});
