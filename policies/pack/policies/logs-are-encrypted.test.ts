import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { logsAreEncrypted } from './logs-are-encrypted.ts';

const key = resource('aws:kms/key:Key', {}, { name: 'key' });
const group = (kmsKeyId?: unknown, urns = {}) =>
  resource('aws:cloudwatch/logGroup:LogGroup', { kmsKeyId }, { propertyDependencies: urns });
const problem = 'kmsKeyId is not set: the logs are under a key that is not ours';

testPolicy(logsAreEncrypted, {
  passes: {
    'a key by ARN': [group('arn:aws:kms:eu-central-1:1:key/k')],
    'a key that is not there yet': [key, group(unknown, { kmsKeyId: [key.urn] })],
  },
  fails: {
    'not set': { resources: [group()], problems: [problem] },
    'empty, as the provider’s outputs have it': { resources: [group('')], problems: [problem] },
  },
  unverifiable: {
    'not known, and not in the graph': {
      resources: [group(unknown)],
      problems: ['kmsKeyId is not known: unverifiable until up'],
    },
  },
});
