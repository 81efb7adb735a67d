import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseSurvivesAZone } from './database-survives-a-zone.ts';

const instance = (properties: Record<string, unknown>) => resource('aws:rds/instance:Instance', properties);
const cluster = resource('aws:rds/cluster:Cluster', { clusterIdentifier: 'billing' }, { name: 'cluster' });
const unbornCluster = resource('aws:rds/cluster:Cluster', {}, { name: 'cluster', id: unknown });
const member = (name: string, properties: Record<string, unknown> = {}, more = {}) =>
  resource(
    'aws:rds/clusterInstance:ClusterInstance',
    { clusterIdentifier: 'billing', ...properties },
    { name, ...more },
  );
const unborn = (name: string) =>
  member(name, { clusterIdentifier: unknown }, { propertyDependencies: { clusterIdentifier: [unbornCluster.urn] } });

testPolicy(databaseSurvivesAZone, {
  passes: {
    'one whose outputs say that it is no copy': [instance({ multiAz: true, replicateSourceDb: '' })],
    'an instance with a standby': [instance({ multiAz: true })],
    'a replica, which stands by for nobody': [instance({ replicateSourceDb: 'billing' })],
    'a cluster of two, by name': [cluster, member('one'), member('two')],
    'a cluster of two, not known yet': [unbornCluster, unborn('one'), unborn('two')],
    'two in different zones': [
      cluster,
      member('one', { availabilityZone: 'eu-central-1a' }),
      member('two', { availabilityZone: 'eu-central-1b' }),
    ],
    'a Multi-AZ cluster, which is three servers always': [
      resource('aws:rds/cluster:Cluster', { engine: 'mysql', dbClusterInstanceClass: 'db.r6gd.large' }),
    ],
  },
  fails: {
    'one zone, of one whose outputs say that it is no copy': {
      resources: [instance({ multiAz: false, replicateSourceDb: '' })],
      problems: ['multiAz is false, and the policy asks for true'],
    },
    'a cluster whose outputs say that it is Aurora’s': {
      resources: [resource('aws:rds/cluster:Cluster', { dbClusterInstanceClass: '' })],
      problems: ['ClusterInstances of it: 0, and the policy asks for 2'],
    },
    'not set, which is one zone': {
      resources: [instance({})],
      problems: ['multiAz is not set, and the policy asks for true'],
    },
    'set to one zone': {
      resources: [instance({ multiAz: false })],
      problems: ['multiAz is false, and the policy asks for true'],
    },
    'a cluster of one, beside another’s': {
      resources: [cluster, member('one'), member('other', { clusterIdentifier: 'another' })],
      problems: ['ClusterInstances of it: 1, and the policy asks for 2'],
    },
    'both in one zone': {
      resources: [
        cluster,
        member('one', { availabilityZone: 'eu-central-1a' }),
        member('two', { availabilityZone: 'eu-central-1a' }),
      ],
      problems: ['availabilityZone is "eu-central-1a" for each ClusterInstance, and the policy asks for two zones'],
    },
  },
  unverifiable: {
    'an instance': {
      resources: [instance({ multiAz: unknown })],
      problems: ['multiAz is not known: unverifiable until up'],
    },
    'a second one of which nobody knows the cluster': {
      resources: [cluster, member('one'), member('two', { clusterIdentifier: unknown })],
      problems: ['clusterIdentifier is not known: unverifiable until up'],
    },
  },
});
