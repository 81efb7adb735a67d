import { describe, expect, test } from 'vitest';
import { Graph } from '../graph.ts';
import { judge, type Policy, type Verdict } from '../policy.ts';
import type { Resource } from '../resource.ts';

interface Tables {
  passes: Readonly<Record<string, readonly Resource[]>>;
  /** Each with all that the policy says, in the order of the resources. */
  fails: Readonly<Record<string, Expected>>;
  unverifiable?: Readonly<Record<string, Expected>>;
}

interface Expected {
  resources: readonly Resource[];
  problems: readonly string[];
}

/** Shows what a policy lets through, what it stops and in which words, and what it cannot tell before `up`. */
export function testPolicy(policy: Policy, { passes, fails, unverifiable = {} }: Tables): void {
  const judged = (resources: readonly Resource[]) => judge([policy], new Graph(resources));
  const saysOf = (kind: Verdict['kind'], { resources, problems }: Expected) =>
    expect(judged(resources).map((verdict) => [verdict.kind, verdict.problem])).toEqual(
      problems.map((problem) => [kind, problem]),
    );
  describe(policy.id, () => {
    test.each(Object.entries(passes))('passes: %s', (_, resources) => {
      expect(judged(resources).map(({ problem }) => problem)).toEqual([]);
    });
    test.each(Object.entries(fails))('fails: %s', (_, expected) => saysOf('violation', expected));
    test.each(Object.entries(unverifiable))('is unverifiable until up: %s', (_, expected) =>
      saysOf('unverifiable', expected),
    );
  });
}
