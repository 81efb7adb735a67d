import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { onlyOurAccountComesIn } from './only-our-account-comes-in.ts';

const provider = { region: 'eu-central-1', allowedAccountIds: '["111122223333"]' };
const make = (type: string, properties: Record<string, unknown>) => resource(type, properties, { provider });
const document = (statement: object) => JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] });
const bucketPolicy = (statement: object) =>
  make('aws:s3/bucketPolicy:BucketPolicy', { bucket: 'dumps', policy: document(statement) });
const theirs = 'it names the account 999988887777, which is not ours';
const everybody = 'policy allows everybody without a condition that names an account';

testPolicy(onlyOurAccountComesIn, {
  passes: {
    'our account': [
      bucketPolicy({ Principal: { AWS: ['111122223333', 'arn:aws:iam::111122223333:role/app'] } }),
      bucketPolicy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }),
    ],
    'everybody denied': [bucketPolicy({ Effect: 'Deny', Principal: '*' })],
    'twelve digits that are no account': [make('aws:ssm/parameter:Parameter', { value: '999988887777' })],
    'AWS’s own programs': [
      make('aws:serverlessrepository/cloudFormationStack:CloudFormationStack', {
        applicationId: 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/Rotation',
      }),
    ],
  },
  fails: {
    'another account, by ARN and by number': {
      resources: [
        bucketPolicy({ Principal: { AWS: 'arn:aws:iam::999988887777:root' } }),
        bucketPolicy({ Principal: { AWS: '999988887777' } }),
        make('aws:rds/snapshot:Snapshot', { sharedAccounts: ['999988887777'] }),
        make('aws:kms/grant:Grant', { granteePrincipal: 'arn:aws:iam::999988887777:role/theirs' }),
      ],
      problems: Array<string>(4).fill(theirs),
    },
    'every account': {
      resources: [
        bucketPolicy({ Principal: { AWS: '*' } }),
        bucketPolicy({ NotPrincipal: { AWS: '111122223333' } }),
        make('aws:secretsmanager/secretPolicy:SecretPolicy', {
          policy: document({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalAccount': '*' } } }),
        }),
      ],
      problems: Array<string>(3).fill(everybody),
    },
  },
  unverifiable: {
    'a provider that does not say which account is ours': {
      resources: [resource('aws:rds/instance:Instance', {}), resource('aws:s3/bucket:Bucket', {})],
      problems: ['the provider’s allowedAccountIds is not known: unverifiable until up'],
    },
    'a document that is not known yet': {
      resources: [make('aws:s3/bucketPolicy:BucketPolicy', { policy: unknown })],
      problems: ['policy is not known: unverifiable until up'],
    },
  },
});
