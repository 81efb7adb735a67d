import { describe, expect, test } from 'vitest';
import { Graph } from './graph.ts';
import { unknown } from './resource.ts';
import { resource } from './testing/resource.ts';

const bucket = resource('aws:s3/bucket:Bucket', { bucket: 'dumps', arn: 'arn:aws:s3:::dumps' }, { name: 'bucket' });
const versioning = (of: unknown, urns: Record<string, readonly string[]> = {}) =>
  resource(
    'aws:s3/bucketVersioning:BucketVersioning',
    { bucket: of },
    { name: 'versioning', propertyDependencies: urns },
  );
const types = ['aws:s3/bucketVersioning:BucketVersioning'];

describe('what a property points at', () => {
  test.each(['dumps', 'arn:aws:s3:::dumps', bucket.id])('is found by %s', (of) => {
    const points = versioning(of);
    const graph = new Graph([bucket, points]);
    expect(graph.targets(points, 'bucket')).toEqual([bucket]);
    expect(graph.pointingAt(bucket, types, 'bucket')).toEqual([points]);
  });

  test('is found by what went into it, where it is not known', () => {
    const points = versioning(unknown, { bucket: [bucket.urn] });
    expect(new Graph([bucket, points]).targets(points, 'bucket')).toEqual([bucket]);
  });

  test('is nothing where it is neither', () => {
    const points = versioning(unknown);
    expect(new Graph([bucket, points]).targets(points, 'bucket')).toEqual([]);
  });

  test('is the one whose id it is, not one that is only named so', () => {
    const named = resource('aws:ecs/cluster:Cluster', { name: 'sg-1' }, { name: 'named' });
    const group = resource('aws:ec2/securityGroup:SecurityGroup', {}, { name: 'group', id: 'sg-1' });
    const points = resource('aws:ecs/service:Service', { groups: ['sg-1'] });
    expect(new Graph([group, named, points]).targets(points, 'groups')).toEqual([group]);
  });

  test('is never the resource itself', () => {
    expect(new Graph([bucket]).targets(bucket, 'bucket')).toEqual([]);
  });

  test('is all that go by one id: AWS gives what is set on a bucket the bucket’s name for one', () => {
    const set = resource('aws:s3/bucketVersioning:BucketVersioning', { bucket: 'dumps' }, { name: 'set', id: 'dumps' });
    const named = resource('aws:s3/bucket:Bucket', { bucket: 'dumps' }, { name: 'bucket', id: 'dumps' });
    expect(new Graph([named, set]).pointingAt(named, types, 'bucket')).toEqual([set]);
  });
});
