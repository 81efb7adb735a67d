import { expect, test } from 'vitest';
import { violation, unverifiable } from '../../../policies/pack/policy.ts';
import { changeOf } from '../change.ts';
import type { Told } from '../preview.ts';
import { resourceOf } from '../registrations.ts';
import { asJson, asText } from './report.ts';

const policy = {
  id: 'keys-apart',
  requirement: 'Each class has keys of its own.',
  reason: 'A key that two classes share opens both.',
  source: 'PCI DSS 3.6.1',
  mend: 'make a key a class',
  types: [],
};
const key = resourceOf({ project: 'billing' } as never, {
  urn: 'urn:pulumi:production::billing::aws:kms/key:Key::backups',
  type: 'aws:kms/key:Key',
  properties: {},
});
const snapshot = (properties: Record<string, unknown>) => ({
  outputs: {},
  resources: { 'aws:rds/instance:Instance database': { protect: true as const, properties } },
});
const change = changeOf(snapshot({ engine: 'mariadb', size: 1 }), snapshot({ engine: 'mysql', size: 2 }));

const told: Told = {
  stack: 'production',
  snapshots: { billing: snapshot({}) } as never,
  crossings: [
    {
      project: 'network',
      output: 'vpcId',
      readers: [
        { project: 'billing', resource: 'a', property: 'vpcId' },
        { project: 'billing', resource: 'b', property: 'vpcId' },
      ],
    },
  ],
  judgement: {
    violations: [{ ...violation(key, 'shares its key'), policy }],
    unverifiable: [
      { ...unverifiable(key, 'policy'), policy, holdsWhenUp: true },
      { ...unverifiable(key, 'age'), policy, holdsWhenUp: false },
    ],
  },
  cost: {
    lines: [{ item: 'KMS key', quantity: 1200, unit: 'month', unitUsd: 1, usd: 1200, assumed: false }],
    usd: 1200,
    unpriced: [{ type: 'aws:ec2/instance:Instance', name: 'a', problem: 'no price known' }],
  },
  outdated: { billing: change },
  changes: { billing: change },
};

test('what deletes data is told before everything else', () => {
  const text = asText([told], 1.2, { diff: 'main' });
  expect(text.split('\n').slice(0, 5)).toEqual([
    'REPLACES production.billing aws:rds/instance:Instance database',
    '  deleted and made anew, and with it goes the database and its automated',
    '  backups; by engine',
    '',
    'production',
  ]);
});

test.each([
  ['resources, and which are protected', '   └─ rds\n      └─ Instance  database*'],
  ['who reads what', '  network.vpcId  billing (2)'],
  [
    'a violation with its problem, reason, source and mend',
    '  VIOLATION keys-apart\n    billing aws:kms/key:Key backups: shares its key\n    why: A key that two classes share opens both. (PCI DSS 3.6.1)\n    fix: make a key a class',
  ],
  ['what holds once it is up', '  1 that hold once everything is up'],
  ['what nobody can tell', '  1 that nobody can tell even then'],
  ['what it costs', 'cost: about 1,200 USD a month'],
  ['what is not in the sum', '  not in the sum: no price known: aws:ec2/instance:Instance a'],
  [
    'what is different, property by property',
    'since main:\n  billing: 0 added, 0 removed, 1 changed\n    ~ aws:rds/instance:Instance database\n        engine: "mariadb" → "mysql"\n        size: 1 → 2',
  ],
  ['a snapshot that is not current, and the mend', 'SNAPSHOT NOT CURRENT'],
  ['how it ended', 'production: 1 resources, 1 violation, 1,200 USD a month, snapshot not current\nin 1.2 s\n'],
])('the text says %s', (_, part) => {
  expect(asText([told], 1.2, { diff: 'main' })).toContain(part);
});

test('the data names policies and resources, and says the same', () => {
  const { seconds, stacks } = JSON.parse(asJson([told], 1.2));
  expect(seconds).toBe(1.2);
  expect(stacks[0].violations).toEqual([
    {
      policy: 'keys-apart',
      project: 'billing',
      type: 'aws:kms/key:Key',
      name: 'backups',
      problem: 'shares its key',
      requirement: policy.requirement,
      reason: policy.reason,
      source: policy.source,
      mend: policy.mend,
    },
  ]);
  expect(stacks[0].unverifiable).toMatchObject([{ holdsWhenUp: true }, { holdsWhenUp: false }]);
  expect(stacks[0].changes.billing.dangers).toHaveLength(1);
});
