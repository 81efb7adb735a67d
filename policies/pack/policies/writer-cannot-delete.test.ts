import { unknown } from '../resource.ts';
import { bucket, dumpBucket, evidenceBucket, part } from '../testing/buckets.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { writerCannotDelete } from './writer-cannot-delete.ts';

const objects = 'arn:aws:s3:::billing-dumps/billing/*';
const allow = (Action: string | string[], Resource: string | string[] = objects) => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const document = (...statements: object[]) => JSON.stringify({ Statement: statements });
const role = (properties: Record<string, unknown> = {}, more = {}) =>
  resource('aws:iam/role:Role', { name: 'backup', ...properties }, { name: 'role', ...more });
const grant = (...statements: object[]) =>
  resource('aws:iam/rolePolicy:RolePolicy', { role: 'backup', policy: document(...statements) }, { name: 'grant' });
const managed = (policy: unknown, more = {}) =>
  resource('aws:iam/policy:Policy', { arn: 'arn:managed', policy }, { name: 'managed', ...more });
const attachment = (properties: Record<string, unknown>, more = {}) =>
  resource(
    'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    { role: 'backup', policyArn: 'arn:managed', ...properties },
    more,
  );
const says = (...actions: string[]) => [
  `the role may s3:PutObject into the bucket bucket, and also ${actions.join(', ')}`,
];

testPolicy(writerCannotDelete, {
  passes: {
    'a writer that puts and reads': [
      dumpBucket(),
      role(),
      grant(allow(['s3:PutObject', 's3:AbortMultipartUpload', 's3:Get*'])),
    ],
    'a role that deletes and does not put': [dumpBucket(), role(), grant(allow('s3:DeleteObject*'))],
    'a writer that deletes elsewhere': [
      dumpBucket(),
      role(),
      grant(allow('s3:PutObject'), allow('s3:DeleteObject', 'arn:aws:s3:::other/*')),
    ],
    'a writer that is denied': [
      dumpBucket(),
      role(),
      grant(allow('s3:PutObject'), { ...allow('s3:DeleteObject'), Effect: 'Deny' }),
    ],
    'one that deletes dumps and writes evidence': [
      dumpBucket(),
      evidenceBucket({ bucket: 'billing-evidence' }),
      role(),
      grant(allow('s3:DeleteObject'), allow('s3:PutObject', 'arn:aws:s3:::billing-evidence/*')),
    ],
    'no dumps anywhere': [bucket(), role(), grant(allow(['s3:PutObject', 's3:DeleteObject']))],
    'another role that deletes': [
      dumpBucket(),
      role(),
      grant(allow('s3:PutObject')),
      resource('aws:iam/role:Role', { name: 'prune' }, { name: 'prune' }),
      part('bucketPolicy:BucketPolicy', {
        policy: document({ ...allow('s3:DeleteObject'), Principal: { AWS: 'arn:aws:iam::111122223333:role/prune' } }),
      }),
    ],
  },
  fails: {
    'both in a bucket of evidence': {
      resources: [evidenceBucket(), role(), grant(allow(['s3:PutObject', 's3:DeleteObject']))],
      problems: says('s3:DeleteObject'),
    },
    'both in one document': {
      resources: [dumpBucket(), role(), grant(allow(['s3:PutObject', 's3:DeleteObjectVersion']))],
      problems: says('s3:DeleteObjectVersion'),
    },
    'by wildcards': {
      resources: [
        dumpBucket(),
        role(),
        grant(allow('s3:Put*', '*'), allow('s3:deleteobjec?', 'arn:aws:s3:::billing-*')),
      ],
      problems: says(
        's3:DeleteObject',
        's3:PutBucketLifecycle',
        's3:PutLifecycleConfiguration',
        's3:PutBucketPolicy',
        's3:PutBucketVersioning',
      ),
    },
    'by two documents: its own and a managed one': {
      resources: [
        dumpBucket(),
        role({ inlinePolicies: [{ name: 'own', policy: document(allow('s3:PutObject')) }] }),
        managed(document(allow('s3:DeleteBucket', 'arn:aws:s3:::billing-dumps'))),
        attachment({}),
      ],
      problems: says('s3:DeleteBucket'),
    },
    'a managed one that is not there yet, in the role’s list': {
      resources: [
        dumpBucket(),
        managed(document(allow(['s3:PutObject', 's3:DeleteObject'])), { id: unknown }),
        role(
          { managedPolicyArns: [unknown] },
          { propertyDependencies: { managedPolicyArns: [managed(undefined).urn] } },
        ),
      ],
      problems: says('s3:DeleteObject'),
    },
    'by the bucket’s own policy': {
      resources: [
        dumpBucket(),
        role(),
        grant(allow('s3:PutObject')),
        part('bucketPolicy:BucketPolicy', {
          policy: document({
            ...allow('s3:DeleteObject'),
            Principal: { AWS: 'arn:aws:iam::111122223333:role/backup' },
          }),
        }),
      ],
      problems: says('s3:DeleteObject'),
    },
  },
  unverifiable: {
    'a document': {
      resources: [dumpBucket(), role(), managed(unknown), attachment({})],
      problems: ['policy is not known: unverifiable until up'],
    },
    'whose document, and what is attached': {
      resources: [
        dumpBucket(),
        role(),
        resource('aws:iam/rolePolicy:RolePolicy', { role: unknown, policy: document() }, { name: 'grant' }),
        attachment({ policyArn: unknown }),
      ],
      problems: ['role is not known: unverifiable until up', 'policyArn is not known: unverifiable until up'],
    },
    'whether the bucket holds dumps': {
      resources: [bucket({ tags: unknown })],
      problems: ['tags is not known: unverifiable until up'],
    },
  },
});
