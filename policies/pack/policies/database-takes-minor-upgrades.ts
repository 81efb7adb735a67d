import { clusterInstanceType, clusterType, instanceType } from '../database-types.ts';
import { demandValue, type Policy } from '../policy.ts';

/** Unset is on. */
export const databaseTakesMinorUpgrades: Policy = {
  id: 'database-takes-minor-upgrades',
  requirement: 'A database takes its engine’s patches in its maintenance window, without anybody asking.',
  reason: 'Critical patches are due within a month, and a patch that waits for a person waits longer.',
  source: 'PCI DSS 6.3.3; Checkov CKV_AWS_226',
  mend: 'leave autoMinorVersionUpgrade out, or set it to true',
  types: [instanceType, clusterType, clusterInstanceType],
  *judgeResource(resource) {
    yield* demandValue(resource, 'autoMinorVersionUpgrade', true, { orUnset: true });
  },
};
