import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { secretHasItsOwnKey } from './secret-has-its-own-key.ts';

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
const key = resource('aws:kms/key:Key', {}, { name: 'key', id: unknown });
const secret = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:secretsmanager/secret:Secret', { kmsKeyId: arn, ...properties }, more);

testPolicy(secretHasItsOwnKey, {
  passes: {
    'a key by its ARN, and an unset window, which is thirty days': [secret({})],
    'a key of this stack, not known yet': [
      key,
      secret({ kmsKeyId: unknown, recoveryWindowInDays: 7 }, { propertyDependencies: { kmsKeyId: [key.urn] } }),
    ],
    'a copy under a key of its own': [secret({ replicas: [{ region: 'eu-west-1', kmsKeyId: arn }] })],
  },
  fails: {
    'not set, which is AWS’s own': {
      resources: [secret({ kmsKeyId: undefined })],
      problems: ['kmsKeyId is not set, and the policy asks for a KMS key of our own'],
    },
    'AWS’s own': {
      resources: [secret({ kmsKeyId: 'alias/aws/secretsmanager' })],
      problems: ['kmsKeyId is "alias/aws/secretsmanager", and the policy asks for a KMS key of our own'],
    },
    'a copy under AWS’s own': {
      resources: [secret({ replicas: [{ region: 'eu-west-1', kmsKeyId: arn }, { region: 'eu-west-3' }] })],
      problems: ['replicas.1.kmsKeyId is not set, and the policy asks for a KMS key of our own'],
    },
    'gone at once': {
      resources: [secret({ recoveryWindowInDays: 0 })],
      problems: ['recoveryWindowInDays is 0, and the policy asks for days to think again'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [secret({ kmsKeyId: unknown, recoveryWindowInDays: unknown, replicas: unknown })],
      problems: [
        'recoveryWindowInDays is not known: unverifiable until up',
        'kmsKeyId is not known: unverifiable until up',
        'replicas is not known: unverifiable until up',
      ],
    },
  },
});
