/**
 * PCI DSS 10.5.1: audit logs are kept for twelve months, the last three of them at hand at once. All twelve lie in one
 * table of the database, so all of them are. SOC 2 names no number of its own.
 */
export const accessLog = { keepMonths: 12, atHandMonths: 3 } as const;
