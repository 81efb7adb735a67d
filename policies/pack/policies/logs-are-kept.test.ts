import { expect, test } from 'vitest';
import { accessLog, logGroupDays } from '../../access-log.ts';
import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { logsAreKept } from './logs-are-kept.ts';

const group = (retentionInDays?: unknown) => resource('aws:cloudwatch/logGroup:LogGroup', { retentionInDays });
const bucket = resource(
  'aws:s3/bucket:Bucket',
  { tags: { 'bulkhead:holds': 'logs' } },
  { name: 'logs', id: 'logs-of-billing' },
);
const lifecycle = (rules: unknown, to: unknown = 'logs-of-billing', urns = {}) =>
  resource(
    'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
    { bucket: to, rules },
    { name: 'lifecycle', propertyDependencies: urns },
  );
const rule = (days?: unknown, status = 'Enabled') => ({ id: 'end', status, expiration: { days } });

test('the policy’s days are twelve of the longest months', () => {
  expect(logGroupDays).toBeGreaterThanOrEqual(accessLog.keepMonths * 30.5);
});

testPolicy(logsAreKept, {
  passes: {
    'the policy’s days': [group(400)],
    longer: [group(731)],
    'a bucket that ends them': [bucket, lifecycle([rule(400)])],
    'a bucket that is not there yet': [bucket, lifecycle([rule(400)], unknown, { bucket: [bucket.urn] })],
    'a bucket of something else': [resource('aws:s3/bucket:Bucket', {})],
    'a rule for what was not finished, beside': [
      bucket,
      lifecycle([rule(400), { id: 'uploads', status: 'Enabled', abortIncompleteMultipartUpload: {} }]),
    ],
  },
  fails: {
    'a class of groups that keeps two days': {
      resources: [resource('aws:cloudwatch/logGroup:LogGroup', { retentionInDays: 400, logGroupClass: 'DELIVERY' })],
      problems: ['logGroupClass is "DELIVERY", and has to be STANDARD: the others are kept shorter, or not searched'],
    },
    'for ever, which is what CloudWatch makes of none': {
      resources: [group()],
      problems: ['retentionInDays is not set, and the policy asks for 400 days'],
    },
    'for ever by number': {
      resources: [group(0)],
      problems: ['retentionInDays is for ever, and the policy asks for 400 days'],
    },
    'a year, which leap years make too short': {
      resources: [group(365)],
      problems: ['retentionInDays is 365, and the policy asks for 400 days'],
    },
    'a bucket that keeps all': {
      resources: [bucket, lifecycle([rule(400)], 'another')],
      problems: ['no lifecycle configuration ends what the bucket of logs keeps'],
    },
    'a rule that is switched off': {
      resources: [bucket, lifecycle([rule(400, 'Disabled')])],
      problems: ['no enabled rule has expiration.days: the logs are kept for ever'],
    },
    'a rule that ends them early, beside another': {
      resources: [bucket, lifecycle([rule(400), rule(90)])],
      problems: ['expiration.days is 90, and the policy asks for 400 days'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [group(unknown)],
      problems: ['retentionInDays is not known: unverifiable until up'],
    },
    'rules that are not known': {
      resources: [bucket, lifecycle([rule(unknown)])],
      problems: ['rules is not known: unverifiable until up'],
    },
  },
});
