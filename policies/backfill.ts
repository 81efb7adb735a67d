/**
 * Objects that one transaction of a backfill commits: the disk is waited for once for all of them, and what a kill loses
 * is read again in a second.
 */
export const backfilledTogether = 400;
