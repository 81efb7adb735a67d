import { expect, test } from 'vitest';
import { type EngineName, engines } from '../../policies/databases.ts';
import { policies } from '../../policies/pack/policies.ts';
import { stacks } from '../configuration/stack.ts';
import { judgeStack } from './judgement.ts';
import { recordBoth } from './programs.ts';

const cases = stacks.flatMap((stack) => (Object.keys(engines) as EngineName[]).map((name) => ({ stack, name })));

test.each(cases)('$stack on $name holds before the same pack', async ({ stack, name }) => {
  // Memory-optimised: Aurora has no general-purpose servers.
  const settings = { 'bulkhead:engine': name, 'bulkhead:instanceClass': 'db.r7g.large' };
  const recorded = await recordBoth(stack, ['up', 'preview'], { billing: settings, main: settings });
  const { violations, unverifiable } = judgeStack(policies, recorded);
  expect(violations.map(({ policy, problem }) => `${policy.id}: ${problem}`)).toEqual([]);
  expect(unverifiable.filter(({ holdsWhenUp }) => !holdsWhenUp)).toEqual([]);
});
