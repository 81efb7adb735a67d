import { databaseSecondsMax } from '../../policies/api.ts';
import { DatabaseUnavailable } from '../database/lane.ts';
import { withinSeconds } from '../within-seconds.ts';

/** What the question finds. Throws DatabaseUnavailable where the database does not answer it, or not in time. */
export async function askPrisma<Found>(question: () => PromiseLike<Found>): Promise<Found> {
  try {
    return await withinSeconds(databaseSecondsMax, question());
  } catch (error) {
    throw new DatabaseUnavailable(error);
  }
}
