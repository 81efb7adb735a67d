/** How often the server's machine is measured: a minute shows what an average over five hides. */
export const monitoringSeconds = 60;

/** How long Performance Insights remembers: what RDS gives without a charge. */
export const insightsDays = 7;

/** Database Insights has two modes; `standard` shows waits and statements of these days, without a charge. */
export const insightsMode = 'standard';

/** Storage grows by itself up to this many times what a stack starts with: a full disk stops every write. */
export const storageGrowthFactor = 5;

/** Least and most GiB that a stack starts with: RDS takes 20 to 65,536 of gp3, and what it grows to has to be among them. */
export const storageGibMin = 20;
export const storageGibMax = Math.floor(65_536 / storageGrowthFactor);

/**
 * Connections that a server takes. A task of the service opens some eighteen, and there are twice eight tasks while a new
 * version comes; the rest is for jobs and for people. Unset, RDS derives it from the memory, and it changes with the class.
 */
export const databaseConnectionsMax = 500;

/** How long a vault's lock may still be taken back after it was made, the least that AWS Backup allows: then nobody can. */
export const vaultLockGraceDays = 3;

/**
 * What the audit plugin writes down: who logged in, and who changed a table or a right. Not every query: those hold
 * customers' data, which has no place in a log. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MariaDB.Options.html
 */
export const auditedEvents = 'CONNECT,QUERY_DDL,QUERY_DCL';

/** How late AWS Backup may begin a recovery point, and how long it may take: unset, eight hours and a week, which would miss the objective unseen. */
export const recoveryStartMinutesMax = 60;
export const recoveryMinutesMax = 180;

/**
 * When RDS makes its own daily backup, and when it may change the server, both in UTC. AWS Backup fails a recovery point
 * that is to begin in one of them, or in the hour before: so they lie between those of midnight and of six o'clock.
 * Unset, RDS draws lots. https://repost.aws/knowledge-center/backup-coordinates-pitr
 */
export const backupWindow = '03:00-03:30';
export const maintenanceWindow = 'sun:04:00-sun:05:00';
