import { backups } from '../../backup.ts';
import { dataClassOf } from '../data-class.ts';
import { clusterType, instanceType } from '../database-types.ts';
import { demand, type Policy } from '../policy.ts';

/** Unset is 0 to RDS: no automated backups at all, and no point in time to return to. */
export const databaseKeepsPointInTime: Policy = {
  id: 'database-keeps-point-in-time',
  requirement: 'A database can be brought back to any second of as many days as its class asks for.',
  reason: 'A dump is up to six hours old; the minutes before a mistake are only in RDS’s own log backups.',
  source: 'SOC 2 A1.2; policies/backup.ts',
  mend: 'set backupRetentionPeriod to backups[class].pointInTimeDays of policies/backup.ts, or longer',
  types: [instanceType, clusterType],
  *judgeResource(resource) {
    const { pointInTimeDays } = backups[dataClassOf(resource)];
    yield* demand(
      resource,
      'backupRetentionPeriod',
      (days) => typeof days === 'number' && days >= pointInTimeDays,
      (days) => `backupRetentionPeriod is ${days}, and the policy asks for ${pointInTimeDays} days`,
    );
  },
};
