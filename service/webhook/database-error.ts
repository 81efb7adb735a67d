import { SqlError } from 'mariadb';

/** Deadlock, lock wait, and a row that changed under a snapshot: the same transaction may well succeed when repeated. */
const conflictErrors = new Set([1020, 1205, 1213]);

/** Errors of a value, not of the server, that carry no SQLSTATE of their own: bad text, and a failed CHECK of either engine. */
const valueErrors = new Set([1366, 3819, 4025]);

/** What a failed transaction calls for: repeat it, look for the one event that cannot be stored, or have Stripe retry. */
export type Remedy = 'repeat' | 'single-out' | 'refuse';

/** SQLSTATE classes 22 (data exception) and 23 (constraint) blame a value; all else blames the database. */
export function remedyFor(error: unknown): Remedy {
  if (!(error instanceof SqlError)) return 'refuse';
  if (conflictErrors.has(error.errno)) return 'repeat';
  const sqlStateClass = error.sqlState?.slice(0, 2) ?? '';
  if (sqlStateClass === '22' || sqlStateClass === '23' || valueErrors.has(error.errno)) return 'single-out';
  return 'refuse';
}
