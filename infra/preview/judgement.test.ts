import { expect, test } from 'vitest';
import { demand, type Policy, unverifiable, violation } from '../../policies/pack/policy.ts';
import { type Resource, unknown } from '../../policies/pack/resource.ts';
import { judgeStack } from './judgement.ts';
import type { RecordedStack } from './programs.ts';
import { resourceOf } from './registrations.ts';

const type = 'aws:s3/bucket:Bucket';

function resource(project: string, name: string, properties: Record<string, unknown>): Resource {
  return resourceOf({ project } as never, { urn: `urn:${project}::${name}`, type, properties });
}

/** A stack of two projects of one bucket each, with the same properties in both moments but for what is known. */
function stack(network: Record<string, unknown>, billing: Record<string, unknown>): RecordedStack {
  const project = (name: string, properties: Record<string, unknown>) => ({
    resources: [resource(name, 'bucket', properties)],
    outputs: {},
    secrets: new Map(),
  });
  return { network: project('network', network), billing: project('billing', billing) } as never;
}

const base = { requirement: '', reason: '', source: '', mend: '', types: [type] };
const isEncrypted: Policy = {
  ...base,
  id: 'is-encrypted',
  *judgeResource(each) {
    yield* demand(
      each,
      'key',
      (key) => key === 'own',
      (key) => `key is ${key}`,
    );
  },
};
const shareNothing: Policy = {
  ...base,
  id: 'share-nothing',
  *judgeGraph({ resources }) {
    const [first, ...others] = resources;
    for (const other of others) {
      if (other.properties['key'] === first!.properties['key']) yield violation(other, 'shares its key');
    }
  },
};
const neverKnown: Policy = {
  ...base,
  id: 'never-known',
  *judgeResource(each) {
    yield unverifiable(each, 'history');
  },
};

const told = (policies: Policy[], preview: RecordedStack, up: RecordedStack) => {
  const { violations, unverifiable: open } = judgeStack(policies, { preview, up });
  return {
    violations: violations.map(({ policy, resource: { project }, problem }) => `${policy.id} ${project}: ${problem}`),
    open: open.map(({ policy, resource: { project }, holdsWhenUp }) => `${policy.id} ${project} ${holdsWhenUp}`),
  };
};

test('what is wrong in both moments is told once', () => {
  const wrong = stack({ key: 'own' }, { key: 'theirs' });
  expect(told([isEncrypted], wrong, wrong)).toEqual({
    violations: ['is-encrypted billing: key is "theirs"'],
    open: [],
  });
});

test('what spans projects is seen once they stand together, and only then', () => {
  const shared = stack({ key: 'own' }, { key: 'own' });
  expect(told([shareNothing], shared, shared)).toEqual({
    violations: ['share-nothing billing: shares its key'],
    open: [],
  });
});

test('what is unknown before and right when up is told as such', () => {
  const before = stack({ key: unknown }, { key: 'own' });
  expect(told([isEncrypted], before, stack({ key: 'own' }, { key: 'own' }))).toEqual({
    violations: [],
    open: ['is-encrypted network true'],
  });
});

test('what is unknown before and wrong when up is a violation, and not told twice', () => {
  const before = stack({ key: unknown }, { key: 'own' });
  expect(told([isEncrypted], before, stack({ key: 'theirs' }, { key: 'own' }))).toEqual({
    violations: ['is-encrypted network: key is "theirs"'],
    open: [],
  });
});

test('what nobody can tell even then stays open', () => {
  const each = stack({}, {});
  expect(told([neverKnown], each, each).open).toEqual(['never-known network false', 'never-known billing false']);
});
