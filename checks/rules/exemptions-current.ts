import { ruleOfTheRun } from '../rule.ts';

/**
 * Every waiver and bridge is within its time and still needed. The findings are made where exemptions are applied
 * (exemptions.ts), when all other rules have spoken.
 */
export const exemptionsCurrent = ruleOfTheRun(
  'exemptions-current',
  'An exemption that outlives its reason hides the next breach.',
);
