import { describe, expect, test } from 'vitest';
import { changeOf, isChange } from './change.ts';
import type { ResourceSnapshot, Snapshot } from './snapshot.ts';

const of = (resources: Record<string, ResourceSnapshot>, outputs = {}): Snapshot => ({ resources, outputs });
const database = 'aws:rds/instance:Instance database';
const key = 'aws:kms/key:Key database';

test('nothing different is no change', () => {
  const snapshot = of({ [key]: { properties: { description: 'a' } } }, { url: 'a' });
  expect(isChange(changeOf(snapshot, structuredClone(snapshot)))).toBe(false);
});

test('resources, properties at any depth and outputs are told one by one', () => {
  const before = of(
    { a: { properties: {} }, b: { properties: { policy: { Statement: [{ Action: 's3:*' }] }, gone: 1 } } },
    { url: 'a' },
  );
  const after = of({ c: { properties: {} }, b: { properties: { policy: { Statement: [{ Action: 's3:Get*' }] } } } });
  expect(changeOf(before, after)).toEqual({
    added: ['c'],
    removed: ['a'],
    changed: [
      {
        resource: 'b',
        properties: [
          { path: 'properties.policy.Statement.0.Action', before: 's3:*', after: 's3:Get*' },
          { path: 'properties.gone', before: 1, after: undefined },
        ],
      },
    ],
    outputs: [{ path: 'url', before: 'a', after: undefined }],
    dangers: [],
  });
});

/** A resource before and after, and what becomes of it. */
const replacing: Record<string, [string, ResourceSnapshot, ResourceSnapshot, string | undefined]> = {
  'the engine of a database': [
    database,
    { properties: { engine: 'mariadb' } },
    { properties: { engine: 'mysql' } },
    'engine',
  ],
  'its size, which changes in place': [
    database,
    { properties: { instanceClass: 'db.t4g.medium' } },
    { properties: { instanceClass: 'db.m7g.large' } },
    undefined,
  ],
  'its name, which changes in place': [
    database,
    { properties: { identifier: 'a' } },
    { properties: { identifier: 'b' } },
    undefined,
  ],
  'encryption that was not set': [
    database,
    { properties: {} },
    { properties: { storageEncrypted: true } },
    'storageEncrypted',
  ],
  'a key that is another, though both are unknown': [
    database,
    { from: { kmsKeyId: ['aws:kms/key:Key a'] }, properties: { kmsKeyId: 'unknown until up' } },
    { from: { kmsKeyId: ['aws:kms/key:Key b'] }, properties: { kmsKeyId: 'unknown until up' } },
    'kmsKeyId',
  ],
  'the name of a cluster': [
    'aws:rds/cluster:Cluster database',
    { properties: { clusterIdentifier: 'a' } },
    { properties: { clusterIdentifier: 'b' } },
    'clusterIdentifier',
  ],
  'the lock of a bucket': [
    'aws:s3/bucket:Bucket dumps',
    { properties: {} },
    { properties: { objectLockEnabled: true } },
    'objectLockEnabled',
  ],
  'the name of a vault': [
    'aws:backup/vault:Vault recovery',
    { properties: { name: 'a' } },
    { properties: { name: 'b' } },
    'name',
  ],
  'the region of anything that holds something': [
    'aws:secretsmanager/secret:Secret app',
    { region: 'eu-central-1', properties: {} },
    { region: 'eu-west-1', properties: {} },
    'region',
  ],
  'the name of what holds nothing': [
    'aws:iam/role:Role a',
    { properties: { name: 'a' } },
    { properties: { name: 'b' } },
    undefined,
  ],
};

describe('replaces what data lies in', () => {
  test.each(Object.entries(replacing))('%s', (_, [name, before, after, because]) => {
    const { dangers } = changeOf(of({ [name]: before }), of({ [name]: after }));
    const expected = because === undefined ? [] : [{ kind: 'replaces', resource: name, because }];
    expect(dangers.map(({ kind, resource, because: by }) => ({ kind, resource, because: by }))).toEqual(expected);
  });
});

test('what hangs on a replaced resource by a property that cannot change is replaced with it', () => {
  const vault = 'aws:backup/vault:Vault recovery';
  const project = (keyUsage: string) =>
    of({
      [vault]: { from: { kmsKeyArn: [key] }, properties: { kmsKeyArn: 'unknown until up' } },
      [database]: { from: { kmsKeyId: [key] }, properties: { kmsKeyId: 'unknown until up' } },
      'aws:cloudwatch/logGroup:LogGroup logs': { from: { kmsKeyId: [key] }, properties: {} },
      [key]: { properties: { keyUsage } },
    });
  const { dangers } = changeOf(project('ENCRYPT_DECRYPT'), project('GENERATE_VERIFY_MAC'));
  expect(dangers.map(({ resource, because }) => [resource, because])).toEqual([
    [key, 'keyUsage'],
    [vault, `kmsKeyArn, which is of ${key}`],
    [database, `kmsKeyId, which is of ${key}`],
  ]);
});

test('a deletion is a danger where data or a protection goes, and none elsewhere', () => {
  const before = of({
    [database]: { protect: true, properties: {} },
    [key]: { properties: {} },
    'aws:iam/role:Role a': { properties: {} },
    'aws:iam/role:Role b': { protect: true, properties: {} },
  });
  expect(changeOf(before, of({})).dangers).toEqual([
    {
      kind: 'removes',
      resource: database,
      holds: 'the database and its automated backups',
      because: 'its removal, which Pulumi refuses until it is unprotected',
    },
    { kind: 'removes', resource: key, holds: 'everything that is encrypted with the key', because: 'its removal' },
    {
      kind: 'removes',
      resource: 'aws:iam/role:Role b',
      holds: 'what somebody protected',
      because: 'its removal, which Pulumi refuses until it is unprotected',
    },
  ]);
});

test('taking a protection away is a danger; adding one is not', () => {
  const open = of({ [key]: { properties: {} } });
  const shut = of({ [key]: { protect: true, properties: {} } });
  expect(changeOf(shut, open).dangers.map(({ kind }) => kind)).toEqual(['unprotects']);
  expect(changeOf(open, shut).dangers).toEqual([]);
});
