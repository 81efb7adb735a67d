import type { Rule } from '../rule.ts';

/**
 * Every waiver and bridge is within its time and still needed. The findings are made where exemptions are applied
 * (exemptions.ts), when all other rules have spoken.
 */
export const exemptionsCurrent: Rule = {
  id: 'exemptions-current',
  why: 'An exemption that outlives its reason hides the next breach.',
  reads: () => false,
  mentions: () => false,
  extract: () => null,
  judge: () => [],
};
