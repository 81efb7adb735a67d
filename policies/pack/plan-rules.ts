import { unverifiable, type Verdict } from './policy.ts';
import { type Resource, unknown, valueAt } from './resource.ts';

export const planType = 'aws:backup/plan:Plan';

/** The paths of a backup plan’s rules. Says so where the list is not known yet. */
export function* rulePathsOf(plan: Resource): Generator<Verdict, readonly string[]> {
  const rules = valueAt(plan, 'rules');
  if (rules === unknown) yield unverifiable(plan, 'rules');
  return Array.isArray(rules) ? rules.map((_, index) => `rules.${index}`) : [];
}
