import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseIsWatched } from './database-is-watched.ts';

const role = resource('aws:iam/role:Role', {}, { name: 'monitoring', id: unknown });
const right = {
  monitoringInterval: 60,
  monitoringRoleArn: 'arn:aws:iam::111122223333:role/monitoring',
  databaseInsightsMode: 'standard',
};
const instance = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:rds/instance:Instance', { ...right, ...properties }, more);
const cluster = (properties: Record<string, unknown>) =>
  resource('aws:rds/cluster:Cluster', { clusterIdentifier: 'billing', ...properties }, { name: 'cluster' });
const member = (properties: Record<string, unknown>) =>
  resource(
    'aws:rds/clusterInstance:ClusterInstance',
    { clusterIdentifier: 'billing', ...properties },
    { name: 'member' },
  );

const nothing = [
  'monitoringInterval is not set, and the policy asks for Enhanced Monitoring',
  'monitoringRoleArn is not set, and the policy asks for the role that lets RDS write its measurements',
  'neither performanceInsightsEnabled is true nor databaseInsightsMode set, and the policy asks for one of them',
];

testPolicy(databaseIsWatched, {
  passes: {
    'an instance': [instance({})],
    'Performance Insights by its older name': [
      instance({ databaseInsightsMode: undefined, performanceInsightsEnabled: true }),
    ],
    'a role of this stack, not known yet': [
      role,
      instance({ monitoringRoleArn: unknown }, { propertyDependencies: { monitoringRoleArn: [role.urn] } }),
    ],
    'an instance that its cluster has watched': [cluster(right), member({})],
    'an Aurora cluster, which is judged at its instances': [cluster({})],
  },
  fails: {
    'nothing set': { resources: [resource('aws:rds/instance:Instance', {})], problems: nothing },
    'an instance of a cluster that sets nothing either': { resources: [cluster({}), member({})], problems: nothing },
    'a Multi-AZ cluster': { resources: [cluster({ dbClusterInstanceClass: 'db.r6gd.large' })], problems: nothing },
    'switched off': {
      resources: [
        instance({ monitoringInterval: 0, databaseInsightsMode: undefined, performanceInsightsEnabled: false }),
      ],
      problems: ['monitoringInterval is 0, and the policy asks for Enhanced Monitoring', nothing[2]!],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [instance({ monitoringInterval: unknown, monitoringRoleArn: unknown, databaseInsightsMode: unknown })],
      problems: [
        'monitoringInterval is not known: unverifiable until up',
        'monitoringRoleArn is not known: unverifiable until up',
        'databaseInsightsMode is not known: unverifiable until up',
      ],
    },
    'Performance Insights by its older name': {
      resources: [instance({ databaseInsightsMode: undefined, performanceInsightsEnabled: unknown })],
      problems: ['performanceInsightsEnabled is not known: unverifiable until up'],
    },
  },
});
