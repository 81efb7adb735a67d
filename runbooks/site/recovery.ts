import { backups, pointInTimeLagMinutes, recoveryPointLateHoursMax } from '../../policies/backup.ts';
import type { DatabaseClass } from '../../policies/databases.ts';

/** What can be brought back in one case, and what is lost. */
export interface RecoveryCase {
  when: string;
  says: string;
}

/** What is lost where only a copy is left: what Stripe knows of billing is read from Stripe again. */
const lost: Readonly<Record<DatabaseClass, (hours: string) => string>> = {
  billing: (hours) =>
    `Lost is what only billing knew, at most ${hours} of it; what Stripe knows is read from there again`,
  main: (hours) => `Lost is all that is younger, at most ${hours}`,
};

/** One statement for each case, so that none contradicts another. `copyRegion` is null where no infrastructure says it. */
export function recoveryOf(database: DatabaseClass, copyRegion: string | null): RecoveryCase[] {
  const { everyHours, pointInTimeDays } = backups[database];
  return [
    {
      when: 'The server runs, the data is wrong',
      says: `any second of the last ${pointInTimeDays} days can be brought back, but for the last ${pointInTimeLagMinutes} minutes`,
    },
    {
      when: 'The server is gone',
      says: `the newest backup is brought back. ${lost[database](`${everyHours} hours`)}`,
    },
    {
      when: 'The region is gone',
      says: `the newest snapshot that was copied to ${copyRegion ?? 'another region'} is brought back. ${lost[database](`${everyHours} hours and ${recoveryPointLateHoursMax} by which AWS Backup may be late`)}`,
    },
  ];
}
