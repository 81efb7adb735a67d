import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseIsEncrypted } from './database-is-encrypted.ts';

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
const key = resource('aws:kms/key:Key', {}, { name: 'key', id: unknown });
const instance = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:rds/instance:Instance', { storageEncrypted: true, kmsKeyId: arn, ...properties }, more);
const cluster = (properties: Record<string, unknown>) => resource('aws:rds/cluster:Cluster', properties);
const member = (properties: Record<string, unknown>) => resource('aws:rds/clusterInstance:ClusterInstance', properties);

testPolicy(databaseIsEncrypted, {
  passes: {
    'a key by its ARN': [instance({})],
    'a key of this stack, not known yet': [
      key,
      instance({ kmsKeyId: unknown }, { propertyDependencies: { kmsKeyId: [key.urn] } }),
    ],
    'a cluster, and Performance Insights under a key too': [
      cluster({
        storageEncrypted: true,
        kmsKeyId: arn,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: arn,
      }),
    ],
    'an instance of a cluster, whose storage is the cluster’s': [member({})],
  },
  fails: {
    'not encrypted': {
      resources: [instance({ storageEncrypted: false })],
      problems: ['storageEncrypted is false, and the policy asks for true'],
    },
    'nothing set': {
      resources: [cluster({})],
      problems: [
        'storageEncrypted is not set, and the policy asks for true',
        'kmsKeyId is not set, and the policy asks for a KMS key of our own',
      ],
    },
    'AWS’s own key': {
      resources: [instance({ kmsKeyId: 'alias/aws/rds' })],
      problems: ['kmsKeyId is "alias/aws/rds", and the policy asks for a KMS key of our own'],
    },
    'Performance Insights under AWS’s own key, which is what unset means': {
      resources: [instance({ performanceInsightsEnabled: true }), member({ performanceInsightsEnabled: true })],
      problems: [
        'performanceInsightsKmsKeyId is not set, and the policy asks for a KMS key of our own',
        'performanceInsightsKmsKeyId is not set, and the policy asks for a KMS key of our own',
      ],
    },
  },
  unverifiable: {
    'a key that nobody knows': {
      resources: [instance({ storageEncrypted: unknown, kmsKeyId: unknown })],
      problems: [
        'storageEncrypted is not known: unverifiable until up',
        'kmsKeyId is not known: unverifiable until up',
      ],
    },
  },
});
