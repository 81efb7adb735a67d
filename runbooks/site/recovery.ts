import { backups, pointInTimeLagMinutes, recoveryPointLateHoursMax } from '../../policies/backup.ts';
import type { DatabaseClass } from '../../policies/databases.ts';

/** What can be brought back in one case, and what is lost. */
export interface RecoveryCase {
  when: string;
  says: string;
}

/** What is lost where only a copy is left: what Stripe knows of billing is read from Stripe again. */
const lost: Readonly<Record<DatabaseClass, string>> = {
  billing: 'of what only billing knew; what Stripe knows is read from Stripe again',
  main: 'of everything',
};

/**
 * One statement for each case, so that none contradicts another: those of runbooks/restore/backup-policy.md.
 * `copyRegion` is null where no infrastructure says it.
 */
export function recoveryOf(database: DatabaseClass, copyRegion: string | null): RecoveryCase[] {
  const { everyHours, pointInTimeDays } = backups[database];
  const most = `the newest backup is brought back; lost are at most ${everyHours} hours ${lost[database]}`;
  return [
    {
      when: 'The server runs, the data is wrong',
      says: `quickly: the newest backup, as if the server were gone. More slowly: any second of the last ${pointInTimeDays} days but the last ${pointInTimeLagMinutes} minutes`,
    },
    { when: 'The server is gone', says: most },
    {
      when: 'The region is gone',
      says: `the same from the newest snapshot in ${copyRegion ?? 'another region'}; lost is besides what a snapshot and its copy take: ${recoveryPointLateHoursMax} hours until the alarm of a snapshot rings, and no alarm watches its copy`,
    },
  ];
}
