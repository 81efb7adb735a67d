import { closestMatch } from 'leven';
import { exitCode, Failure } from '../failure.ts';
import type { Rule } from './rule.ts';

/** The rule of this name. Throws a Failure (exit 2) that names the nearest where there is none. */
export function ruleOf(id: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((one) => one.id === id);
  if (rule !== undefined) return rule;
  const ids = rules.map((one) => one.id);
  throw new Failure(`there is no rule ${JSON.stringify(id)}`, {
    fix: `did you mean ${closestMatch(id, ids)}? There are ${ids.join(', ')}`,
    exitCode: exitCode.wrongUse,
  });
}
