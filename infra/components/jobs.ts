import { type Job, jobs } from '../../policies/jobs.ts';
import type { DataStores } from './data-stores.ts';
import { type JobPlaces, makeJob } from './job.ts';
import { makeFailedStarts } from './schedule.ts';
import type { StripeEnvironments } from './stripe-secrets.ts';
import type { Surroundings } from './surroundings.ts';
import type { TaskPlace } from './task.ts';
import type { Topics } from './topics.ts';

/** Every job that policies/jobs.ts has for the class: its task, its schedule, its metric and its alarm. */
export function makeJobs(
  surroundings: Surroundings,
  stores: DataStores,
  topics: Topics,
  stripe: StripeEnvironments | undefined,
  placeOf: (job: Job) => TaskPlace,
): void {
  const failedStarts = makeFailedStarts(surroundings, topics);
  for (const job of jobs.filter(({ classes }) => classes.includes(surroundings.databaseClass))) {
    const places: JobPlaces = { ...placeOf(job), failedStarts };
    makeJob(surroundings, stores, topics, job, places, stripe);
  }
}
