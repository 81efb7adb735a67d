import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databasePasswordIsManaged } from './database-password-is-managed.ts';

const key = resource('aws:kms/key:Key', {}, { name: 'key', id: unknown });
const right = {
  manageMasterUserPassword: true,
  masterUserSecretKmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/1',
};
const instance = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:rds/instance:Instance', { ...right, ...properties }, more);

testPolicy(databasePasswordIsManaged, {
  passes: {
    'an instance and a cluster': [instance({}), resource('aws:rds/cluster:Cluster', right)],
    'a key of this stack, not known yet': [
      key,
      instance(
        { masterUserSecretKmsKeyId: unknown },
        { propertyDependencies: { masterUserSecretKmsKeyId: [key.urn] } },
      ),
    ],
    'a replica, whose password is its source’s': [
      resource('aws:rds/instance:Instance', { replicateSourceDb: 'billing' }),
    ],
  },
  fails: {
    'nothing set': {
      resources: [resource('aws:rds/cluster:Cluster', {})],
      problems: [
        'manageMasterUserPassword is not set, and the policy asks for true',
        'masterUserSecretKmsKeyId is not set, and the policy asks for a KMS key of our own',
      ],
    },
    'a password of the program’s, which no message says': {
      resources: [instance({ password: 'hunter2' }), instance({ passwordWo: unknown })],
      problems: [
        'password is set, and the policy asks for a password that no program knows',
        'passwordWo is set, and the policy asks for a password that no program knows',
      ],
    },
    'a cluster’s password': {
      resources: [
        resource('aws:rds/cluster:Cluster', { ...right, masterPassword: 'hunter2', masterPasswordWo: 'hunter2' }),
      ],
      problems: [
        'masterPassword is set, and the policy asks for a password that no program knows',
        'masterPasswordWo is set, and the policy asks for a password that no program knows',
      ],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [instance({ manageMasterUserPassword: unknown, masterUserSecretKmsKeyId: unknown })],
      problems: [
        'manageMasterUserPassword is not known: unverifiable until up',
        'masterUserSecretKmsKeyId is not known: unverifiable until up',
      ],
    },
  },
});
