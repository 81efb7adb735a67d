import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { keyNamesItsUsers } from './key-names-its-users.ts';

const root = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:*',
  Resource: '*',
};
const logs = {
  ...root,
  Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
  Action: ['kms:Encrypt', 'kms:Decrypt'],
};
const key = (...statements: object[]) =>
  resource('aws:kms/key:Key', { policy: JSON.stringify({ Statement: statements }) });
const whole = (who: string) =>
  `policy allows kms:* to "${who}", and the policy pack asks for it to be the account’s root`;

testPolicy(keyNamesItsUsers, {
  passes: {
    'the account’s root, and a service by name': [key(root, logs)],
    'the account by its number': [key({ ...root, Principal: { AWS: '111122223333' } })],
    'not set, which is the account’s root': [resource('aws:kms/key:Key', {})],
    'everybody of one account': [
      key({
        ...root,
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } },
      }),
    ],
    'everybody denied': [key(root, { ...root, Effect: 'Deny', Principal: '*' })],
  },
  fails: {
    everybody: {
      resources: [key({ ...root, Principal: { AWS: '*' }, Action: 'kms:Decrypt' })],
      problems: ['policy allows "*" without a condition that names an account, and the policy pack asks for one'],
    },
    'everybody, on a condition that names none': {
      resources: [
        key({
          ...root,
          Principal: '*',
          Action: 'kms:Decrypt',
          Condition: { StringEquals: { 'kms:CallerAccount': '*' } },
        }),
      ],
      problems: ['policy allows "*" without a condition that names an account, and the policy pack asks for one'],
    },
    'everything to a role, and to a service': {
      resources: [key({ ...root, Principal: { AWS: 'arn:aws:iam::111122223333:role/app' } }, { ...logs, Action: '*' })],
      problems: [whole('arn:aws:iam::111122223333:role/app'), whole('logs.eu-central-1.amazonaws.com')],
    },
    'all but one action': {
      resources: [key({ ...logs, Action: undefined, NotAction: 'kms:Decrypt' })],
      problems: [whole('logs.eu-central-1.amazonaws.com')],
    },
    'all but one user, in a policy of its own': {
      resources: [
        resource('aws:kms/keyPolicy:KeyPolicy', {
          policy: JSON.stringify({
            Statement: { ...logs, Principal: undefined, NotPrincipal: { AWS: '111122223333' } },
          }),
        }),
      ],
      problems: ['policy allows by NotPrincipal, and the policy pack asks for users by name'],
    },
    'no document': {
      resources: [resource('aws:kms/key:Key', { policy: 'all' })],
      problems: ['policy is not a policy document: AWS will refuse it'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [resource('aws:kms/key:Key', { policy: unknown })],
      problems: ['policy is not known: unverifiable until up'],
    },
  },
});
