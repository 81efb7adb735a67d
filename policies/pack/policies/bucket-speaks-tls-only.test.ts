import { unknown } from '../resource.ts';
import { bucket, part, partOf } from '../testing/buckets.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { bucketSpeaksTlsOnly } from './bucket-speaks-tls-only.ts';

const type = 'bucketPolicy:BucketPolicy';
const arn = 'arn:aws:s3:::billing-dumps';
const deny = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const policy = (...statements: object[]) => part(type, { policy: JSON.stringify({ Statement: statements }) });
const both = 'policy lets plain HTTP through to the bucket and its objects, and the policy pack asks for TLS';
const unborn = bucket({ bucket: unknown }, { id: unknown });

testPolicy(bucketSpeaksTlsOnly, {
  passes: {
    'one statement': [bucket(), policy(deny)],
    'two statements, among others': [
      bucket(),
      policy(
        { ...deny, Resource: arn, Principal: { AWS: '*' } },
        { ...deny, Resource: `${arn}/*`, Action: '*', Condition: { Bool: { 'AWS:securetransport': false } } },
        {
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${arn}/*`,
        },
      ),
    ],
    'everything, of a bucket whose name is not known yet': [
      unborn,
      partOf(unborn, type, { policy: JSON.stringify({ Statement: { ...deny, Resource: '*' } }) }),
    ],
  },
  fails: {
    'no policy': {
      resources: [bucket()],
      problems: ['no BucketPolicy points at the bucket, and the policy asks for one'],
    },
    'the objects only': {
      resources: [bucket(), policy({ ...deny, Resource: `${arn}/*` })],
      problems: ['policy lets plain HTTP through to the bucket, and the policy pack asks for TLS'],
    },
    'the bucket only': {
      resources: [bucket(), policy({ ...deny, Resource: arn })],
      problems: ['policy lets plain HTTP through to its objects, and the policy pack asks for TLS'],
    },
    'no statement': { resources: [bucket(), part(type, { policy: '{"Statement":[]}' })], problems: [both] },
    'some actions': { resources: [bucket(), policy({ ...deny, Action: 's3:Get*' })], problems: [both] },
    somebody: {
      resources: [bucket(), policy({ ...deny, Principal: { AWS: 'arn:aws:iam::111122223333:root' } })],
      problems: [both],
    },
    'on a further condition': {
      resources: [
        bucket(),
        policy({ ...deny, Condition: { ...deny.Condition, StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      ],
      problems: [both],
    },
    'where TLS is spoken': {
      resources: [bucket(), policy({ ...deny, Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
      problems: [both],
    },
    'no document': {
      resources: [bucket(), part(type, { policy: 'deny' })],
      problems: ['policy is not a policy document: AWS will refuse it'],
    },
  },
  unverifiable: {
    'the document': {
      resources: [bucket(), part(type, { policy: unknown })],
      problems: ['policy is not known: unverifiable until up'],
    },
    'whose document': {
      resources: [bucket(), part(type, { bucket: unknown, policy: '{"Statement":[]}' })],
      problems: ['bucket is not known: unverifiable until up'],
    },
  },
});
