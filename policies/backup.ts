import type { DatabaseClass } from './databases.ts';

interface BackupPolicy {
  /** A backup is due this often. It is also the recovery point objective: how much an outage of Stripe's list may cost. */
  everyHours: number;
  /** How long each backup is kept, and how long its objects are locked against everybody. */
  keepDays: number;
  /** How far back the database itself can be brought to any second. RDS keeps at most pointInTimeDaysMax of that. */
  pointInTimeDays: number;
  /** A restore has to be proven by machine this often. */
  drillEveryDays: number;
  /** The recovery time objective: from the decision to a verified database, swapped in. */
  recoveryMinutesMax: number;
}

/**
 * What is compared with the backup, in one phrase each, for records, pages and help. A drill dumps each table again and holds
 * its SHA-256 against the manifest's; a restore has no time for that.
 */
export const comparisons = { drill: 'every value', restore: 'row counts, not values' } as const;

/** Money data is CRITICAL: six hours and ninety days. The main app's is HIGH: a day and a month. */
export const backups: Readonly<Record<DatabaseClass, BackupPolicy>> = {
  billing: { everyHours: 6, keepDays: 90, pointInTimeDays: 35, drillEveryDays: 7, recoveryMinutesMax: 60 },
  main: { everyHours: 24, keepDays: 30, pointInTimeDays: 30, drillEveryDays: 7, recoveryMinutesMax: 240 },
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html */
export const pointInTimeDaysMax = 35;

/**
 * The newest minutes that a point in time does not reach yet: RDS puts its log away every five.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
 */
export const pointInTimeLagMinutes = 5;

/** How long past its lock a dump's bytes may stay in the bucket: prune deletes at its retention, the bucket's own rule is what is left. */
export const expiryAfterLockDaysMax = 7;

/** How late a backup may be before the objective counts as missed: a dump takes its time, and a scheduler has jitter. */
export const lateMinutesMax = 30;

/** How late AWS Backup may be: an hour in which it may begin, and two in which a snapshot is made. */
export const recoveryPointLateHoursMax = 3;

/** Newest verified backups that prune never deletes, however old they are: a scheduler that died must not cost the last ones. */
export const keptVerifiedMin = 3;

/**
 * How long the tables that a restore put aside may stay beside the live ones, so that it can be taken back: they hold
 * people's data that no later erasure reaches. The first drill after that lets go of them.
 */
export const putAsideDays = 7;

/** Uploads without a manifest are another run's for this long; after that they are what a killed run left. */
export const unfinishedHoursMax = 24;

/** The same in the days that a bucket's own rules count in. */
export const unfinishedDaysMax = 1;

/** Plain bytes of one part: each is verified before any of it is executed, and a broken one is named exactly. */
export const partPlainBytes = 64 * 1024 * 1024;

/** zstd's level: the dump program wants both cores, and a higher one takes more of them than it saves in bytes. */
export const compressionLevel = 1;

/** Bytes of one piece of a multipart upload; S3 takes at least five MiB, and as many of them as are under way are in memory. */
export const uploadPieceBytes = 8 * 1024 * 1024;
export const uploadPiecesInFlightMax = 2;

/** Tries of one request to the store, first one included, and the longest it may stand still. */
export const storeTriesMax = 5;
export const storeStallSecondsMax = 30;

/** Largest manifest or ledger entry that is read: a hundred times what a database of ten thousand tables needs. */
export const manifestBytesMax = 16 * 1024 * 1024;

/** Longest statement of a dump that the servers are told to take; a row with a large value is one statement. */
export const statementBytesMax = 1024 * 1024 * 1024;

/** Largest script of views, triggers, routines or events that is read whole; people write a thousandth of it. */
export const programTextBytesMax = 16 * 1024 * 1024;

/** Free room wanted on the server's disk before a restore, in sizes of the database as it was. */
export const restoreRoomFactor = 1.2;

/** Longest that a dump or a load may go without a byte before it counts as hung. */
export const stallSecondsMax = 300;
