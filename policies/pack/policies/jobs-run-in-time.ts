import { lateMinutesMax } from '../../backup.ts';
import { jobs } from '../../jobs.ts';
import { classOf } from '../data-class.ts';
import { databasesIn } from '../databases-in-graph.ts';
import type { Graph } from '../graph.ts';
import { taskDefinitionTypes } from '../containers.ts';
import { demandLink } from '../linked.ts';
import { demand, type Policy, type Verdict, violation } from '../policy.ts';
import { isSet, type Resource, valueAt } from '../resource.ts';
import { longestGapHours } from '../schedule-expression.ts';

const scheduleType = 'aws:scheduler/schedule:Schedule';

export const jobsRunInTime: Policy = {
  id: 'jobs-run-in-time',
  requirement:
    'Every job of a database is scheduled as often as its policy says, and a failed start is tried again and kept.',
  reason: 'A backup that nobody started is the one that is missing; the scheduler forgets what it could not start.',
  source: 'SOC 2 A1.2; policies/jobs.ts; policies/backup.ts',
  mend:
    'add a schedule with the job’s name, a scheduleExpression of its everyHours or more often, state ENABLED, neither startDate nor ' +
    'endDate, the job’s own task definition, a deadLetterConfig, a retryPolicy, and a flexibleTimeWindow within lateMinutesMax',
  types: [scheduleType],
  *judgeResource(resource) {
    yield* demand(
      resource,
      'state',
      (state) => state === undefined || state === 'ENABLED',
      (state) => `state is ${state}, and has to be ENABLED`,
    );
    yield* demand(
      resource,
      'target.retryPolicy.maximumRetryAttempts',
      (attempts) => typeof attempts === 'number' && attempts > 0,
      (attempts) => `target.retryPolicy.maximumRetryAttempts is ${attempts}, and a failed start has to be tried again`,
    );
    yield* demand(
      resource,
      'flexibleTimeWindow',
      (window) => isWithin(window ?? {}),
      (window) => `flexibleTimeWindow is ${window}, and the policy allows ${lateMinutesMax} minutes`,
    );
    const job = jobOf(resource);
    if (job === undefined) return;
    for (const path of ['startDate', 'endDate', 'target.input']) {
      yield* demand(
        resource,
        path,
        (value) => !isSet(value),
        (value) => `${path} is ${value}, and a job runs from now on, without an end, as its definition says`,
      );
    }
    const hours = job.everyHours(classOf(resource)!);
    yield* demand(
      resource,
      'scheduleExpression',
      (expression) => (longestGapHours(String(expression)) ?? Infinity) <= hours,
      (expression) => `scheduleExpression is ${expression}, and the policy asks for a run every ${hours} hours`,
    );
  },
  *judgeGraph(graph) {
    for (const schedule of graph.ofType(scheduleType)) {
      const path = 'target.deadLetterConfig.arn';
      yield* demandLink(graph, schedule, path, `${path} is not set: a start that failed is forgotten`);
      yield* judgeTarget(graph, schedule);
    }
    yield* judgePresence(graph);
  },
};

/** A schedule starts the job that it is named after, where the graph knows what it starts. */
function* judgeTarget(graph: Graph, schedule: Resource): Generator<Verdict> {
  const job = jobOf(schedule);
  const path = 'target.ecsParameters.taskDefinitionArn';
  if (job === undefined || valueAt(schedule, path) === undefined) return;
  const started = graph.targets(schedule, path).filter(({ type }) => taskDefinitionTypes.includes(type));
  if (started.length > 0 && !started.some((definition) => jobOf(definition) === job)) {
    yield violation(schedule, `${path} is ${started[0]!.name}, and the schedule is the job ${job.name}’s`);
  }
}

function* judgePresence(graph: Graph): Generator<Verdict> {
  for (const [databaseClass, database] of databasesIn(graph)) {
    const own = graph.ofType(scheduleType).filter((schedule) => classOf(schedule) === databaseClass);
    const scheduled = new Set(own.map((schedule) => jobOf(schedule)?.name));
    for (const { name, classes } of jobs) {
      if (!classes.includes(databaseClass) || scheduled.has(name)) continue;
      yield violation(database, `no schedule of ${databaseClass} is named after the job ${name}`);
    }
  }
}

/** A schedule or task is a job's where the job's name is a word of its own name in the program. */
function jobOf(resource: Resource) {
  const databaseClass = classOf(resource);
  if (databaseClass === undefined) return undefined;
  const words = resource.name.split(/[-/.]/);
  return jobs.find(({ name, classes }) => classes.includes(databaseClass) && words.includes(name));
}

interface TimeWindow {
  mode?: unknown;
  maximumWindowInMinutes?: unknown;
}

function isWithin({ mode, maximumWindowInMinutes }: TimeWindow): boolean {
  if (mode === 'OFF') return true;
  return typeof maximumWindowInMinutes === 'number' && maximumWindowInMinutes <= lateMinutesMax;
}
