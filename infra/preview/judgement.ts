import { Graph } from '../../policies/pack/graph.ts';
import { judge, type Policy, type Verdict } from '../../policies/pack/policy.ts';
import type { Resource } from '../../policies/pack/resource.ts';
import type { RecordedStack } from './programs.ts';

/** A verdict with the policy that gives it. */
export type Judged = Verdict & { policy: Policy };

/** What the pack says of one stack’s three projects. */
export interface Judgement {
  /** What no `pulumi up` gets past. */
  violations: readonly Judged[];
  /** What cannot be told before `up`: whether it holds with the ids and ARNs of a stand-in, all projects seen together. */
  unverifiable: readonly (Judged & { holdsWhenUp: boolean })[];
}

/**
 * Judges each project by itself before it is up, as Pulumi's engine would show it to the pack, and all together as they
 * are once they are up, which alone shows what spans projects. What both say is told once.
 */
export function judgeStack(
  policies: readonly Policy[],
  { preview, up }: { preview: RecordedStack; up: RecordedStack },
): Judgement {
  const before = Object.values(preview).flatMap(({ resources }) => judge(policies, new Graph(resources)));
  const together = judge(policies, new Graph(Object.values(up).flatMap(({ resources }) => resources)));
  const said = [...before, ...together];
  const violations = once(said.filter(({ kind }) => kind === 'violation'));
  const inDoubtWhenUp = new Set(together.map(placeOf));
  const unverifiable = once(said.filter(({ kind }) => kind === 'unverifiable'))
    .map((verdict) => ({ ...verdict, holdsWhenUp: !inDoubtWhenUp.has(placeOf(verdict)) }))
    .filter((verdict) => verdict.holdsWhenUp || !violations.some((other) => placeOf(other) === placeOf(verdict)));
  return { violations, unverifiable };
}

function once(verdicts: readonly Judged[]): Judged[] {
  return [...new Map(verdicts.map((verdict) => [`${placeOf(verdict)} ${verdict.problem}`, verdict])).values()];
}

function placeOf({ policy, resource }: { policy: Policy; resource: Resource }): string {
  return `${policy.id} ${resource.urn}`;
}
