import { backups } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';

/** How long a page took to bring a database back, and how long the policy gives it. */
export interface Recovery {
  database: DatabaseClass;
  seconds: number;
  secondsMax: number;
}

const restoring = /\.\/bulkhead restore (\w+)/;
const verifying = /\.\/bulkhead verify\b/;

/** The database that commands bring back, if they do. */
export function restoredBy(commands: readonly { text: string }[]): DatabaseClass | undefined {
  const restore = commands.find(({ text }) => restoring.test(text));
  return databaseClasses.find((known) => known === restoring.exec(restore?.text ?? '')?.[1]);
}

/**
 * From the first restore on, until Stripe was asked whether all of it is there again; a page that does not ask is done
 * with its last restore, which proves what it swaps in.
 */
export function recoveryOf(played: readonly { text: string; seconds: number }[]): Recovery | undefined {
  const database = restoredBy(played);
  if (database === undefined) return undefined;
  const first = played.findIndex(({ text }) => restoring.test(text));
  const asked = played.findIndex(({ text }, index) => index > first && verifying.test(text));
  const last = asked === -1 ? played.findLastIndex(({ text }) => restoring.test(text)) : asked;
  const seconds = played.slice(first, last + 1).reduce((sum, command) => sum + command.seconds, 0);
  return { database, seconds, secondsMax: backups[database].recoveryMinutesMax * 60 };
}
