import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { pointInTimeIsNotOwnedTwice } from './point-in-time-is-not-owned-twice.ts';

const plan = (...continuous: unknown[]) =>
  resource(
    'aws:backup/plan:Plan',
    { rules: continuous.map((enableContinuousBackup) => ({ enableContinuousBackup })) },
    { name: 'plan' },
  );
const selection = (properties: Record<string, unknown>, more = {}) =>
  resource(
    'aws:backup/selection:Selection',
    { planId: 'id-of-billing-plan', ...properties },
    { name: 'selection', ...more },
  );
const database = resource('aws:rds/cluster:Cluster', {}, { name: 'database', id: unknown });
const bucket = resource('aws:s3/bucket:Bucket', {}, { name: 'bucket', id: unknown });
const ofBucket = { propertyDependencies: { resources: [bucket.urn] } };
const twice = ['rules.0.enableContinuousBackup is true, and the policy asks for false'];

testPolicy(pointInTimeIsNotOwnedTwice, {
  passes: {
    'snapshots only, said or not': [plan(undefined, false)],
    'a continuous backup of a bucket, by its ARN': [
      plan(true),
      selection({ resources: ['arn:aws:s3:::billing-files'] }),
    ],
    'a continuous backup of a bucket that is not there yet': [
      bucket,
      plan(true),
      selection({ resources: [unknown] }, ofBucket),
    ],
  },
  fails: {
    'a plan that selects nothing, or not yet': { resources: [plan(true)], problems: twice },
    'one rule of two': {
      resources: [plan(false, true)],
      problems: ['rules.1.enableContinuousBackup is true, and the policy asks for false'],
    },
    'a database by its ARN': {
      resources: [plan(true), selection({ resources: ['arn:aws:rds:eu-central-1:111122223333:db:billing'] })],
      problems: twice,
    },
    'a database that is not there yet': {
      resources: [
        database,
        plan(true),
        selection({ resources: [unknown] }, { propertyDependencies: { resources: [database.urn] } }),
      ],
      problems: twice,
    },
    'everything, or whatever has a tag': {
      resources: [plan(true), selection({ resources: ['*'] }), selection({ selectionTags: [{ key: 'backup' }] })],
      problems: twice,
    },
  },
  unverifiable: {
    'the rules, and one of them': {
      resources: [resource('aws:backup/plan:Plan', { rules: unknown }), plan(unknown)],
      problems: [
        'rules is not known: unverifiable until up',
        'rules.0.enableContinuousBackup is not known: unverifiable until up',
      ],
    },
  },
});
