/**
 * PCI DSS 10.5.1: audit logs are kept for twelve months, the last three of them at hand at once. All twelve lie in one
 * table of the database, so all of them are. SOC 2 names no number of its own.
 */
export const accessLog = { keepMonths: 12, atHandMonths: 3 } as const;

/** Twelve months in CloudWatch’s steps: 365 would fall short of a leap year, and the next step is 400. */
export const logGroupDays = 400;

/** Three months, the longest that three in a row can be; after them log files go to slower storage that is still read at once. */
export const logFilesAtHandDays = 92;
