import { holdsTag } from '../../tags.ts';
import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { secretRotates } from './secret-rotates.ts';

const secret = (held: unknown, more = {}) =>
  resource(
    'aws:secretsmanager/secret:Secret',
    { name: 'billing_app', tags: { [holdsTag]: held } },
    { name: 'secret', ...more },
  );
const rotation = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:secretsmanager/secretRotation:SecretRotation', properties, { name: 'rotation', ...more });
const monthly = { secretId: 'billing_app', rotationRules: { automaticallyAfterDays: 30 } };
const unborn = secret('password', { id: unknown });

testPolicy(secretRotates, {
  passes: {
    'a password, by its name': [secret('password'), rotation({ ...monthly, rotationEnabled: true })],
    'a password, by its id': [secret('password'), rotation({ ...monthly, secretId: 'id-of-billing-secret' })],
    'a password that is not there yet': [
      unborn,
      rotation({ ...monthly, secretId: unknown }, { propertyDependencies: { secretId: [unborn.urn] } }),
    ],
    'what cannot be changed without another party': [secret('shared-key')],
  },
  fails: {
    never: {
      resources: [secret('password')],
      problems: ['no SecretRotation points at the secret, and the policy asks for one'],
    },
    'another secret’s rotation': {
      resources: [secret('password'), rotation({ ...monthly, secretId: 'another' })],
      problems: ['no SecretRotation points at the secret, and the policy asks for one'],
    },
    'a day later, and off': {
      resources: [
        secret('password'),
        rotation({ ...monthly, rotationEnabled: false, rotationRules: { automaticallyAfterDays: 31 } }),
      ],
      problems: [
        'rotationEnabled is false, and the policy asks for true',
        'rotationRules.automaticallyAfterDays is 31, and the policy asks for 30 at most',
      ],
    },
    'no days': {
      resources: [secret('password'), rotation({ secretId: 'billing_app' })],
      problems: ['rotationRules.automaticallyAfterDays is not set, and the policy asks for 30 at most'],
    },
    'a secret that does not say what it holds': {
      resources: [secret(undefined), secret('a key')],
      problems: [
        'tag bulkhead:holds is not set, and the policy asks for "password" or "shared-key"',
        'tag bulkhead:holds is "a key", and the policy asks for "password" or "shared-key"',
      ],
    },
  },
  unverifiable: {
    'what it holds': { resources: [secret(unknown)], problems: ['tags is not known: unverifiable until up'] },
    'whose rotation it is': {
      resources: [secret('password'), rotation({ ...monthly, secretId: unknown })],
      problems: ['secretId is not known: unverifiable until up'],
    },
    'how often': {
      resources: [secret('password'), rotation({ ...monthly, rotationRules: unknown })],
      problems: ['rotationRules.automaticallyAfterDays is not known: unverifiable until up'],
    },
  },
});
