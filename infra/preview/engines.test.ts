import { expect, test } from 'vitest';
import { engine, type EngineName, engines } from '../../policies/databases.ts';
import { policies } from '../../policies/pack/policies.ts';
import { judgeStack } from './judgement.ts';
import { recordBoth } from './programs.ts';

const others = (Object.keys(engines) as EngineName[]).filter((name) => name !== engine.name);

test.each(others)('production on %s holds before the same pack', async (name) => {
  // Memory-optimised: Aurora has no general-purpose servers.
  const settings = { 'bulkhead:engine': name, 'bulkhead:instanceClass': 'db.r7g.large' };
  const recorded = await recordBoth('production', ['up', 'preview'], { billing: settings, main: settings });
  const { violations, unverifiable } = judgeStack(policies, recorded);
  expect(violations.map(({ policy, problem }) => `${policy.id}: ${problem}`)).toEqual([]);
  expect(unverifiable.filter(({ holdsWhenUp }) => !holdsWhenUp)).toEqual([]);
});
