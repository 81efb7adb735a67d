import { describe, expect, test } from 'vitest';
import {
  coversAction,
  coversResource,
  matches,
  meansEverybody,
  type Statement,
  statementsAt,
} from './policy-document.ts';
import type { Verdict } from './policy.ts';
import { unknown } from './resource.ts';
import { resource } from './testing/resource.ts';

function read(policy: unknown): { statements: readonly Statement[] | undefined; verdicts: Verdict[] } {
  const reading = statementsAt(resource('aws:iam/policy:Policy', { policy }), 'policy');
  const verdicts: Verdict[] = [];
  for (let step = reading.next(); ; step = reading.next()) {
    if (step.done) return { statements: step.value, verdicts };
    verdicts.push(step.value);
  }
}
const statement = (fields: Record<string, unknown>) => read({ Statement: fields }).statements![0]!;

describe('a policy document', () => {
  test('is read from JSON, its single values as lists', () => {
    const { statements, verdicts } = read(
      JSON.stringify({
        Statement: {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: ['a', 'b'],
          Principal: { AWS: ['one', 'two'], Service: 'ecs' },
          Condition: { Bool: { 'aws:SecureTransport': false } },
        },
      }),
    );
    expect(verdicts).toEqual([]);
    expect(statements).toEqual([
      {
        effect: 'Allow',
        actions: ['s3:GetObject'],
        notActions: [],
        resources: ['a', 'b'],
        notResources: [],
        principals: [
          { kind: 'AWS', name: 'one' },
          { kind: 'AWS', name: 'two' },
          { kind: 'Service', name: 'ecs' },
        ],
        hasNotPrincipal: false,
        conditions: [{ operator: 'Bool', key: 'aws:securetransport', values: ['false'] }],
      },
    ]);
  });

  test.each([
    ['no JSON', '{', 'policy is not a policy document: AWS will refuse it'],
    ['no object', '[]', 'policy is not a policy document: AWS will refuse it'],
    ['without a statement', '{}', 'policy is not a policy document: AWS will refuse it'],
    ['not known', unknown, 'policy is not known: unverifiable until up'],
    ['partly not known', { Statement: { Resource: unknown } }, 'policy is not known: unverifiable until up'],
  ])('that is %s is not read, and is said so', (_, policy, problem) => {
    const { statements, verdicts } = read(policy);
    expect([statements, verdicts.map((verdict) => verdict.problem)]).toEqual([undefined, [problem]]);
  });

  test('that is not set has no statements', () => {
    expect(read(undefined)).toEqual({ statements: [], verdicts: [] });
  });
});

test.each([
  ['s3:*', 's3:DeleteObject', true],
  ['S3:delete*', 's3:DeleteObject', true],
  ['s3:Delete?bject', 's3:DeleteObject', true],
  ['*', 's3:DeleteObject', true],
  ['s3:Get.*', 's3:GetObject', false],
  ['s3:GetObject', 's3:GetObjectAcl', false],
  ['s3:*Object*', 's3:GetObjectTagging', true],
  [`${'*a'.repeat(50)}b`, 'a'.repeat(200), false],
])('%s for %s: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

describe('a statement', () => {
  test('of NotAction is about every other action', () => {
    const allButRead = statement({ Effect: 'Allow', NotAction: 's3:Get*' });
    expect([coversAction(allButRead, 's3:GetObject'), coversAction(allButRead, 's3:DeleteObject')]).toEqual([
      false,
      true,
    ]);
  });

  test('of NotResource is about every other resource', () => {
    const allButOne = statement({ Effect: 'Allow', NotResource: 'arn:one' });
    expect([coversResource(allButOne, 'arn:one'), coversResource(allButOne, 'arn:two')]).toEqual([false, true]);
  });

  test.each([
    ['*', true],
    [{ AWS: '*' }, true],
    [{ AWS: 'arn:aws:iam::111122223333:root' }, false],
    [{ Service: 'backup.amazonaws.com' }, false],
  ])('for %j means everybody: %s', (Principal, expected) => {
    expect(meansEverybody(statement({ Principal }))).toBe(expected);
  });
});
