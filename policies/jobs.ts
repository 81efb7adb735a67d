import { backups, lateMinutesMax } from './backup.ts';
import type { DatabaseClass, DatabaseRole } from './databases.ts';

/** Work that the scheduler starts. The job's name is the command's, and its success is a metric of that name. */
export interface Job {
  name: string;
  /** Which databases it is done for. */
  classes: readonly DatabaseClass[];
  /** The words after `bulkhead`, for one database. */
  words: (databaseClass: DatabaseClass) => readonly string[];
  everyHours: (databaseClass: DatabaseClass) => number;
  /** The database user it works as. */
  role: DatabaseRole;
  /** What it does in the dump bucket. */
  store: 'write' | 'read' | 'prune' | 'erase' | 'record' | 'none';
  /**
   * Whether it leaves a record in its class’s bucket of evidence. A sweep does not: that it was complete, `verify` shows.
   */
  evidence: boolean;
  /** Whether it calls Stripe. */
  stripe: boolean;
  /** The alarm that rings where it has not succeeded in time. */
  alarm: string;
}

const hoursADay = 24;

const sweepEveryHours = hoursADay;

export const jobs: readonly Job[] = [
  {
    name: 'backup',
    classes: ['billing', 'main'],
    words: (databaseClass) => ['backup', databaseClass],
    everyHours: (databaseClass) => backups[databaseClass].everyHours,
    role: 'backup',
    store: 'write',
    evidence: true,
    stripe: false,
    alarm: 'backup-missed',
  },
  {
    name: 'drill',
    classes: ['billing', 'main'],
    words: (databaseClass) => ['drill', databaseClass],
    everyHours: (databaseClass) => backups[databaseClass].drillEveryDays * hoursADay,
    role: 'restore',
    store: 'read',
    evidence: true,
    stripe: false,
    alarm: 'drill-missed',
  },
  {
    name: 'prune',
    classes: ['billing', 'main'],
    words: (databaseClass) => ['prune', databaseClass, '--apply'],
    everyHours: () => hoursADay,
    role: 'backup',
    store: 'prune',
    evidence: true,
    stripe: false,
    alarm: 'prune-missed',
  },
  {
    name: 'retain',
    classes: ['billing'],
    words: () => ['retain'],
    everyHours: () => hoursADay,
    role: 'privacy',
    store: 'none',
    evidence: true,
    stripe: false,
    alarm: 'retain-missed',
  },
  {
    name: 'sweep',
    classes: ['billing'],
    // Twice the interval: a run makes up for the one before it, should that have failed.
    words: () => ['sweep', '--since', `${2 * sweepEveryHours}h`],
    everyHours: () => sweepEveryHours,
    role: 'app',
    store: 'none',
    evidence: false,
    stripe: true,
    alarm: 'sweep-missed',
  },
  {
    name: 'verify',
    classes: ['billing'],
    words: () => ['verify'],
    everyHours: () => hoursADay,
    role: 'app',
    store: 'record',
    evidence: true,
    stripe: true,
    alarm: 'stripe-drift',
  },
  {
    name: 'erase',
    classes: ['billing'],
    words: () => ['erase', '--requested'],
    everyHours: () => hoursADay,
    role: 'privacy',
    store: 'erase',
    evidence: true,
    stripe: true,
    alarm: 'erase-missed',
  },
];

/** How far back an alarm of CloudWatch looks at the most: PutMetricAlarm takes no more than 604,800 seconds in all. */
export const alarmLookBackHoursMax = 168;

/** The scheduler may start a job this much later than its time, so that not all of a stack's begin at once. */
export const startWindowMinutes = Math.floor(lateMinutesMax / 3);

/** In how long a job has to have succeeded again; after it the alarm rings. */
export function succeedsWithinMinutes(job: Job, databaseClass: DatabaseClass): number {
  return Math.min(job.everyHours(databaseClass) * 60 + lateMinutesMax, alarmLookBackHoursMax * 60);
}

/**
 * How often the scheduler starts a job. Where an alarm cannot look back past the interval, because that is a week, it is
 * a day less: else a run that takes a minute longer than the last one would ring it.
 */
export function startsEveryHours(job: Job, databaseClass: DatabaseClass): number {
  const wanted = job.everyHours(databaseClass);
  return wanted * 60 + lateMinutesMax > alarmLookBackHoursMax * 60 ? wanted - hoursADay : wanted;
}
