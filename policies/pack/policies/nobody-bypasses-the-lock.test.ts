import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { nobodyBypassesTheLock } from './nobody-bypasses-the-lock.ts';

const statement = (Action: string | string[], Effect = 'Allow') => ({ Effect, Action, Resource: '*', Principal: '*' });
const document = (...statements: object[]) => JSON.stringify({ Statement: statements });
const rolePolicy = (...statements: object[]) =>
  resource('aws:iam/rolePolicy:RolePolicy', { policy: document(...statements) });

testPolicy(nobodyBypassesTheLock, {
  passes: {
    'rights that are none of these': [rolePolicy(statement(['s3:PutObject', 's3:GetObject*', 's3:PutObjectTagging']))],
    'said no to': [
      resource('aws:s3/bucketPolicy:BucketPolicy', {
        policy: document(statement('s3:BypassGovernanceRetention', 'Deny')),
      }),
    ],
    'a bucket without a policy of its own': [resource('aws:s3/bucket:Bucket', {})],
  },
  fails: {
    'by name': {
      resources: [rolePolicy(statement(['s3:BypassGovernanceRetention', 's3:PutObjectLegalHold']))],
      problems: ['policy allows s3:BypassGovernanceRetention, s3:PutObjectLegalHold, which nobody may'],
    },
    'by wildcards, in a role’s own document': {
      resources: [
        resource('aws:iam/role:Role', {
          inlinePolicies: [{ name: 'one', policy: document(statement('s3:PutBucket*')) }],
        }),
      ],
      problems: ['inlinePolicies.0.policy allows s3:PutBucketObjectLockConfiguration, which nobody may'],
    },
    'in a bucket’s policy, on it or in it': {
      resources: [
        resource('aws:s3/bucket:Bucket', { policy: document(statement('s3:Bypass*')) }),
        resource('aws:s3/bucketPolicy:BucketPolicy', { policy: document(statement('s3:PutObjectLegalHold')) }),
      ],
      problems: [
        'policy allows s3:BypassGovernanceRetention, which nobody may',
        'policy allows s3:PutObjectLegalHold, which nobody may',
      ],
    },
    'by NotAction': {
      resources: [rolePolicy({ Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' })],
      problems: ['policy allows s3:BypassGovernanceRetention, which nobody may'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [resource('aws:iam/policy:Policy', { policy: unknown })],
      problems: ['policy is not known: unverifiable until up'],
    },
  },
});
