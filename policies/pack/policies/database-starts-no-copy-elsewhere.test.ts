import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseStartsNoCopyElsewhere } from './database-starts-no-copy-elsewhere.ts';

const arnIn = (region: string) => `arn:aws:rds:${region}:111122223333:db:billing`;
const replica = (replicateSourceDb: unknown, more = {}) =>
  resource('aws:rds/instance:Instance', { replicateSourceDb }, { name: 'replica', ...more });
const original = (region?: string) =>
  resource('aws:rds/instance:Instance', { region }, { name: 'original', id: unknown });
const fromOriginal = { propertyDependencies: { replicateSourceDb: [original().urn] } };
const snapshotCopy = (properties: Record<string, unknown>) =>
  resource('aws:rds/snapshotCopy:SnapshotCopy', { sourceDbSnapshotIdentifier: 'one', ...properties });
const replicated = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication', properties, more);

testPolicy(databaseStartsNoCopyElsewhere, {
  passes: {
    'a database that is no copy': [resource('aws:rds/instance:Instance', {}, { provider: {} })],
    'a replica in the same region, by name': [replica('billing')],
    'a replica of another region of the zone': [replica(arnIn('eu-west-1'))],
    'a replica of a database of this stack, not known yet': [original(), replica(unknown, fromOriginal)],
    'a snapshot copied inside the zone': [snapshotCopy({ destinationRegion: 'eu-west-1' })],
    'backups replicated inside the zone': [
      replicated({ sourceDbInstanceArn: arnIn('eu-central-1'), region: 'eu-west-1' }),
    ],
  },
  fails: {
    'a replica from outside': {
      resources: [replica(arnIn('us-west-2'))],
      problems: [
        'replicateSourceDb is "arn:aws:rds:us-west-2:111122223333:db:billing", which is not in the European Union',
      ],
    },
    'a replica to outside': {
      resources: [replica(arnIn('eu-central-1'), { provider: { region: 'us-west-2' } })],
      problems: ['region is "us-west-2", which is not in the European Union'],
    },
    'a replica of a database of this stack that is outside': {
      resources: [original('us-west-2'), replica(unknown, fromOriginal)],
      problems: ['replicateSourceDb is in "us-west-2", which is not in the European Union'],
    },
    'a cluster’s source': {
      resources: [
        resource('aws:rds/cluster:Cluster', {
          replicationSourceIdentifier: arnIn('eu-west-1'),
          sourceRegion: 'us-west-2',
        }),
      ],
      problems: ['sourceRegion is "us-west-2", which is not in the European Union'],
    },
    'a snapshot copied to outside': {
      resources: [
        snapshotCopy({ destinationRegion: 'us-west-2' }),
        resource('aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy', {
          sourceDbClusterSnapshotIdentifier: 'one',
          destinationRegion: 'us-west-2',
        }),
      ],
      problems: [
        'destinationRegion is "us-west-2", which is not in the European Union',
        'destinationRegion is "us-west-2", which is not in the European Union',
      ],
    },
    'backups replicated to outside': {
      resources: [replicated({ sourceDbInstanceArn: arnIn('eu-central-1'), region: 'us-west-2' })],
      problems: ['region is "us-west-2", which is not in the European Union'],
    },
  },
  unverifiable: {
    'the original': {
      resources: [replica(unknown)],
      problems: ['replicateSourceDb is not known: unverifiable until up'],
    },
    'where the copy goes': {
      resources: [snapshotCopy({ destinationRegion: unknown })],
      problems: ['destinationRegion is not known: unverifiable until up'],
    },
    'the region of a provider that takes it from outside': {
      resources: [replicated({ sourceDbInstanceArn: arnIn('eu-central-1') }, { provider: {} })],
      problems: ['region is not known: unverifiable until up'],
    },
  },
});
