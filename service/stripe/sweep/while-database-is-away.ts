import { setTimeout as wait } from 'node:timers/promises';
import { SqlError } from 'mariadb';
import { databaseWaitSeconds } from '../../../policies/sweep.ts';
import { Failure } from '../../../failure.ts';
import { toldCause } from '../../database/told-cause.ts';
import { DatabaseUnavailable } from '../../webhook/commit.ts';

/** SQLSTATE classes of a server that answers and refuses: a wrong password, a missing right or table. */
const refusals = ['28', '42'];

/**
 * Does the work, and does it again after growing waits while it throws DatabaseUnavailable. `notice` gets a line
 * before each wait. Throws a Failure where the database is another's, refuses, or does not come back in time.
 */
export async function whileDatabaseIsAway<Result>(
  work: () => Promise<Result>,
  notice: (line: string) => void,
  waitsSeconds = databaseWaitSeconds,
): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      if (error.cause instanceof Failure) throw error.cause;
      const seconds = waitsSeconds[tries];
      if (seconds === undefined || isRefusal(error.cause)) throw unavailable(error);
      notice(`${error.message} (${reasonOf(error.cause)}): trying again in ${seconds} s`);
      await wait(seconds * 1000);
    }
  }
}

function isRefusal(cause: unknown): boolean {
  return cause instanceof SqlError && refusals.includes(cause.sqlState?.slice(0, 2) ?? '');
}

function unavailable(error: DatabaseUnavailable): Failure {
  return new Failure(`${error.message}: ${reasonOf(error.cause)}`, {
    fix: 'see that it runs and that BILLING_DATABASE_URL is right, then sweep again: nothing is lost, nothing counted twice',
    cause: error,
  });
}

function reasonOf(cause: unknown): string {
  return toldCause(cause) ?? 'no reason given';
}
