import { LogMetricFilter } from '@pulumi/aws/cloudwatch/logMetricFilter.js';
import type { Queue } from '@pulumi/aws/sqs/queue.js';
import { type Job, succeedsWithinMinutes } from '../../policies/jobs.ts';
import type { AlarmName } from '../../policies/alarms.ts';
import { makeAlarm, type Metric, silentFor } from './alarm.ts';
import type { DataStores } from './data-stores.ts';
import { metricNamespace } from './names.ts';
import { makeSchedule } from './schedule.ts';
import { databaseUser, type Environment } from './secret-reference.ts';
import { evidenceEnvironment, evidenceRights, storeEnvironment, storeRights } from './store-access.ts';
import type { StripeEnvironments } from './stripe-secrets.ts';
import type { Surroundings } from './surroundings.ts';
import { environmentOf, makeTask, type TaskPlace } from './task.ts';
import type { Topics } from './topics.ts';

export interface JobPlaces extends TaskPlace {
  failedStarts: Queue;
}

/** Counts the runs that ended well, by job. */
export const jobSucceeded = 'JobSucceeded';

/** One job: a task of its own with rights of its own, started by the clock, and missed by an alarm. */
export function makeJob(
  surroundings: Surroundings,
  stores: DataStores,
  topics: Topics,
  job: Job,
  places: JobPlaces,
  stripe: StripeEnvironments | undefined,
): void {
  const { databaseClass, configuration, options } = surroundings;
  const metric = { namespace: metricNamespace(databaseClass, configuration.stack), metricName: jobSucceeded };
  const task = makeTask(surroundings, stores, job.name, {
    words: job.words(databaseClass),
    environment: jobEnvironment(surroundings, stores, job, stripe),
    statements: [
      ...(job.store === 'none' ? [] : storeRights(surroundings, job.store)),
      ...(job.evidence ? evidenceRights(surroundings) : []),
    ],
  });
  makeSchedule(surroundings, job, task, places);
  new LogMetricFilter(
    job.name,
    {
      name: task.name,
      logGroupName: task.logs.name,
      // The launcher’s last line: command-line.ts.
      pattern: `{ $.job = "${job.name}" && $.exitCode = 0 }`,
      metricTransformation: {
        namespace: metric.namespace,
        name: metric.metricName,
        dimensions: { job: '$.job' },
        value: '1',
        unit: 'Count',
      },
    },
    options,
  );
  const succeeded: Metric = { ...metric, dimensions: { job: job.name }, stat: 'Sum' };
  const missed = silentFor(succeedsWithinMinutes(job, databaseClass), succeeded);
  makeAlarm(surroundings, topics, job.alarm as AlarmName, missed);
}

function jobEnvironment(
  surroundings: Surroundings,
  stores: DataStores,
  job: Job,
  stripe: StripeEnvironments | undefined,
): Environment {
  const own = { plain: { BULKHEAD_JOB: job.name, BULKHEAD_CLASS: surroundings.databaseClass }, secret: {} };
  return environmentOf(
    own,
    databaseUser(surroundings, stores, job.role),
    ...(job.store === 'none' ? [] : [storeEnvironment(surroundings)]),
    ...(job.evidence ? [evidenceEnvironment(surroundings)] : []),
    ...(job.stripe && stripe ? [stripe.api] : []),
  );
}
