import * as pulumi from '@pulumi/pulumi';
import { Key } from '@pulumi/aws/kms/key.js';
import { Provider } from '@pulumi/aws/provider.js';
import { Bucket } from '@pulumi/aws/s3/bucket.js';
import { expect, test } from 'vitest';
import { stacks } from '../configuration/stack.ts';
import { projects, recordAll } from './programs.ts';
import { record } from './record.ts';
import { readSnapshot, snapshotOf, snapshotText } from './snapshot.ts';

test.each(stacks)('the committed snapshots of %s are what the programs register', async (stack) => {
  const recorded = await recordAll(stack, 'preview');
  for (const project of projects) {
    const now = snapshotText(snapshotOf(recorded[project]));
    const committed = snapshotText(readSnapshot(stack, project)!);
    expect(committed, 'run ./bulkhead preview --update and commit what it writes').toBe(now);
  }
});

/** What a program of these resources is committed as. */
async function snapshotOfProgram(run: () => Record<string, unknown>) {
  const config = { 'bulkhead:region': 'eu-central-1', 'bulkhead:accountId': '111122223333' };
  const program = { project: 'network', stack: 'production', moment: 'preview', config, references: {} } as const;
  return snapshotOf(await record({ ...program, run }));
}

const options = () => ({ provider: new Provider('aws', { region: 'eu-west-1' }) });

test('what only the cloud knows is named so, with where it comes from, at any depth', async () => {
  const { resources, outputs } = await snapshotOfProgram(() => {
    const with_ = options();
    const key = new Key('k', {}, { ...with_, protect: true });
    const bucket = new Bucket('b', { tags: { key: key.arn } }, { ...with_, dependsOn: [key] });
    new Bucket('c', { bucket: 'c' }, { ...with_, dependsOn: [bucket] });
    return { whole: { key: key.arn, fixed: 1 } };
  });
  expect(resources['aws:kms/key:Key k']).toEqual({ protect: true, region: 'eu-west-1', properties: {} });
  expect(resources['aws:s3/bucket:Bucket b']).toEqual({
    region: 'eu-west-1',
    from: { tags: ['aws:kms/key:Key k'] },
    properties: { tags: { key: 'unknown until up' } },
  });
  expect(resources['aws:s3/bucket:Bucket c']).toMatchObject({ dependsOn: ['aws:s3/bucket:Bucket b'] });
  expect(outputs).toEqual({ whole: { key: 'unknown until up', fixed: 1 } });
});

test('JSON in a string is opened, and any other string stays as it is', async () => {
  const { resources } = await snapshotOfProgram(() => {
    new Key('k', { policy: '{"b":[1,{"a":"{\\"deep\\":true}"}]}', description: '{not JSON' }, options());
    return {};
  });
  expect(resources['aws:kms/key:Key k']!.properties).toEqual({
    policy: { b: [1, { a: { deep: true } }] },
    description: '{not JSON',
  });
});

test('a secret is never written, neither of a property nor of an output', async () => {
  const snapshot = await snapshotOfProgram(() => {
    const hidden = pulumi.secret('hunter2');
    new Bucket('b', { tags: { password: hidden }, bucket: 'b' }, options());
    return { hidden, shown: 1 };
  });
  expect(snapshot.resources['aws:s3/bucket:Bucket b']!.properties).toEqual({ bucket: 'b', tags: 'secret' });
  expect(snapshot.outputs).toEqual({ hidden: 'secret', shown: 1 });
  expect(snapshotText(snapshot)).not.toContain('hunter2');
});

test('it is sorted, so that a resource that moves in the program makes no difference', async () => {
  const inOrder = (names: string[]) =>
    snapshotOfProgram(() => {
      const with_ = options();
      for (const name of names) new Key(name, { tags: { b: '1', a: '2' }, description: name }, with_);
      return {};
    });
  expect(snapshotText(await inOrder(['b', 'a']))).toBe(snapshotText(await inOrder(['a', 'b'])));
});
