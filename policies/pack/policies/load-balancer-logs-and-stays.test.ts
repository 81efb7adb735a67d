import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { loadBalancerLogsAndStays } from './load-balancer-logs-and-stays.ts';

const bucket = resource('aws:s3/bucket:Bucket', {}, { name: 'logs' });
const balancer = (accessLogs: Record<string, unknown> | undefined, more: Record<string, unknown> = {}, urns = {}) =>
  resource(
    'aws:lb/loadBalancer:LoadBalancer',
    { accessLogs, enableDeletionProtection: true, ...more },
    { propertyDependencies: urns },
  );

testPolicy(loadBalancerLogsAndStays, {
  passes: {
    'a bucket by name': [balancer({ enabled: true, bucket: 'logs' })],
    'a bucket that is not there yet': [
      bucket,
      balancer({ enabled: true, bucket: unknown }, {}, { accessLogs: [bucket.urn] }),
    ],
  },
  fails: {
    'nothing set': {
      resources: [balancer(undefined, { enableDeletionProtection: undefined })],
      problems: [
        'accessLogs.enabled is not set, and has to be true',
        'enableDeletionProtection is not set, and has to be true',
        'accessLogs.bucket is not set: the log goes nowhere',
      ],
    },
    'a bucket, but not enabled': {
      resources: [balancer({ bucket: 'logs' })],
      problems: ['accessLogs.enabled is not set, and has to be true'],
    },
    'not protected': {
      resources: [balancer({ enabled: true, bucket: 'logs' }, { enableDeletionProtection: false })],
      problems: ['enableDeletionProtection is false, and has to be true'],
    },
  },
  unverifiable: {
    'a bucket that nobody knows': {
      resources: [balancer({ enabled: true, bucket: unknown })],
      problems: ['accessLogs.bucket is not known: unverifiable until up'],
    },
    'the protection is not known': {
      resources: [balancer({ enabled: true, bucket: 'logs' }, { enableDeletionProtection: unknown })],
      problems: ['enableDeletionProtection is not known: unverifiable until up'],
    },
  },
});
