import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { jobsRunInTime } from './jobs-run-in-time.ts';

const queue = resource('aws:sqs/queue:Queue', {}, { name: 'not-started' });
const target = { retryPolicy: { maximumRetryAttempts: 3 }, deadLetterConfig: { arn: 'arn:aws:sqs:eu-central-1:1:q' } };
const holds = { scheduleExpression: 'rate(6 hours)', flexibleTimeWindow: { mode: 'OFF' }, target };
const schedule = (name: string, properties: Record<string, unknown> = {}, project = 'billing', urns = {}) =>
  resource(
    'aws:scheduler/schedule:Schedule',
    { ...holds, ...properties },
    { name, project, propertyDependencies: urns },
  );
const task = (name: string) => resource('aws:ecs/taskDefinition:TaskDefinition', { arn: `arn:${name}` }, { name });
const starts = (name: string) => ({ ...target, ecsParameters: { taskDefinitionArn: `arn:${name}` } });
const database = (project: string) => resource('aws:rds/instance:Instance', {}, { name: 'database', project });
const daily = { scheduleExpression: 'cron(0 3 * * ? *)' };
const weekly = { scheduleExpression: 'cron(0 3 ? * SUN *)' };
const mains = [schedule('backup', daily, 'main'), schedule('drill', weekly, 'main'), schedule('prune', daily, 'main')];

testPolicy(jobsRunInTime, {
  passes: {
    'the task that it is named after': [task('backup'), schedule('backup', { target: starts('backup') })],
    'all of main’s': [database('main'), ...mains],
    'all of billing’s': [
      database('billing'),
      ...['backup', 'drill', 'prune', 'retain', 'sweep', 'verify', 'erase'].map((name) => schedule(`billing-${name}`)),
    ],
    'late within what the policy allows': [
      schedule('backup', { flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 30 } }),
    ],
    'work that is no job of the table, as seldom as it likes': [
      schedule('report', { scheduleExpression: 'rate(30 days)' }),
    ],
    'a queue that is not there yet': [
      queue,
      schedule('backup', { target: { ...target, deadLetterConfig: { arn: unknown } } }, 'billing', {
        target: [queue.urn],
      }),
    ],
  },
  fails: {
    'with a beginning, an end, or another command': {
      resources: [
        schedule('backup', { startDate: '2099-01-01T00:00:00Z' }),
        schedule('backup', { endDate: '2020-01-01T00:00:00Z' }),
        schedule('backup', { target: { ...target, input: '{}' } }),
      ],
      problems: [
        'startDate is "2099-01-01T00:00:00Z"',
        'endDate is "2020-01-01T00:00:00Z"',
        'target.input is "{}"',
      ].map((found) => `${found}, and a job runs from now on, without an end, as its definition says`),
    },
    'another job’s task': {
      resources: [task('drill'), schedule('backup', { target: starts('drill') })],
      problems: ['target.ecsParameters.taskDefinitionArn is drill, and the schedule is the job backup’s'],
    },
    'a job that nobody starts': {
      resources: [database('main'), ...mains.slice(0, 2)],
      problems: ['no schedule of main is named after the job prune'],
    },
    'the other class’s schedule in its place': {
      resources: [database('main'), ...mains.slice(0, 2), schedule('prune', daily)],
      problems: ['no schedule of main is named after the job prune'],
    },
    'too seldom for billing': {
      resources: [schedule('backup', { scheduleExpression: 'rate(12 hours)' })],
      problems: ['scheduleExpression is "rate(12 hours)", and the policy asks for a run every 6 hours'],
    },
    'often, with a long night': {
      resources: [schedule('backup', { scheduleExpression: 'cron(0 8-20 * * ? *)' })],
      problems: ['scheduleExpression is "cron(0 8-20 * * ? *)", and the policy asks for a run every 6 hours'],
    },
    once: {
      resources: [schedule('drill', { scheduleExpression: 'at(2026-11-22T00:00:00)' }, 'main')],
      problems: ['scheduleExpression is "at(2026-11-22T00:00:00)", and the policy asks for a run every 168 hours'],
    },
    'switched off': {
      resources: [schedule('backup', { state: 'DISABLED' })],
      problems: ['state is "DISABLED", and has to be ENABLED'],
    },
    'forgotten when it cannot start': {
      resources: [schedule('backup', { target: {} })],
      problems: [
        'target.retryPolicy.maximumRetryAttempts is not set, and a failed start has to be tried again',
        'target.deadLetterConfig.arn is not set: a start that failed is forgotten',
      ],
    },
    'not tried again': {
      resources: [schedule('backup', { target: { ...target, retryPolicy: { maximumRetryAttempts: 0 } } })],
      problems: ['target.retryPolicy.maximumRetryAttempts is 0, and a failed start has to be tried again'],
    },
    'too late': {
      resources: [schedule('backup', { flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 } })],
      problems: [
        'flexibleTimeWindow is {"mode":"FLEXIBLE","maximumWindowInMinutes":60}, and the policy allows 30 minutes',
      ],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [
        schedule('backup', {
          ...{ state: unknown, scheduleExpression: unknown, flexibleTimeWindow: unknown },
          target: { ...target, deadLetterConfig: { arn: unknown } },
        }),
      ],
      problems: ['state', 'flexibleTimeWindow', 'scheduleExpression', 'target.deadLetterConfig.arn'].map(
        (path) => `${path} is not known: unverifiable until up`,
      ),
    },
  },
});
