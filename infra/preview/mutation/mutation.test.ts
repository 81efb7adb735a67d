import { beforeAll, expect, test } from 'vitest';
import { policies } from '../../../policies/pack/policies.ts';
import type { Resource } from '../../../policies/pack/resource.ts';
import { recordAll } from '../programs.ts';
import { mutationsOfCompute } from './compute.ts';
import { mutationsOfData } from './data.ts';
import { mutated, violated } from './mutate.ts';
import { mutationsOfTheWall } from './wall.ts';

const mutations = [...mutationsOfData, ...mutationsOfCompute, ...mutationsOfTheWall];

/** Every stack of production by itself before it is up, and all together once they are. */
let alone: Record<string, Resource[]>;
let together: Resource[];
beforeAll(async () => {
  const before = await recordAll('production', 'preview');
  alone = Object.fromEntries(Object.entries(before).map(([project, { resources }]) => [project, resources]));
  together = Object.values(await recordAll('production', 'up')).flatMap(({ resources }) => resources);
});

/** The one policy that has to see it: asking all of them two hundred times would take ten times as long. */
const named = ({ caughtBy }: { caughtBy: string }) => policies.filter(({ id }) => id === caughtBy);

test('without a change nothing is violated', () => {
  const stacks = Object.entries(alone).map(([project, resources]) => [project, violated(policies, resources)]);
  expect([...stacks, ['together', violated(policies, together)]]).toEqual([
    ['network', []],
    ['billing', []],
    ['main', []],
    ['together', []],
  ]);
});

test('there are at least forty single changes, and every title is another', () => {
  expect(mutations.length).toBeGreaterThanOrEqual(40);
  expect(new Set(mutations.map(({ title }) => title)).size).toBe(mutations.length);
});

test.each(mutations)('$project: $title: caught by $caughtBy once it is up', (mutation) => {
  expect(violated(named(mutation), mutated(together, mutation))).toEqual([mutation.caughtBy]);
});

test.each(mutations.filter(({ onlyUp }) => onlyUp !== true))(
  '$project: $title: caught by $caughtBy before it is up',
  (mutation) => {
    expect(violated(named(mutation), mutated(alone[mutation.project]!, mutation))).toEqual([mutation.caughtBy]);
  },
);
