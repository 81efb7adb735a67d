import { expect, test } from 'vitest';
import { rolesThatMay } from './role-rights.ts';

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:bulkhead/billing/production/billing_app-??????';
const statement = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secret };

test.each([
  ['by name', statement, true],
  ['among others', { ...statement, Action: ['kms:Decrypt', 'secretsmanager:Get*'], Resource: ['*'] }, true],
  ['by a folder of secrets', { ...statement, Resource: secret.replace('billing_app-??????', '*') }, true],
  ['another secret alone', { ...statement, Resource: secret.replace('billing_app', 'billing_backup') }, false],
  ['to write it, not to read it', { ...statement, Action: 'secretsmanager:PutSecretValue' }, false],
  ['what is denied', { ...statement, Effect: 'Deny' }, false],
])('a role may read a secret: %s', (_, one, may) => {
  const policy = { role: 'reader', policy: { Statement: [one] } };
  const snapshot = { 'aws:iam/rolePolicy:RolePolicy reader': { properties: policy } };
  const found = rolesThatMay(
    snapshot,
    'secretsmanager:GetSecretValue',
    'bulkhead/billing/production/billing_app-aB3dE6',
  );
  expect(found).toEqual(may ? ['reader'] : []);
});
