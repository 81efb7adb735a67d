import { Queue } from '@pulumi/aws/sqs/queue.js';
import { Schedule } from '@pulumi/aws/scheduler/schedule.js';
import type { DatabaseClass } from '../../policies/databases.ts';
import { lateMinutesMax } from '../../policies/backup.ts';
import { type Job, startsEveryHours, startWindowMinutes } from '../../policies/jobs.ts';
import { failedStartsKeepDays, jobStartTriesMax } from '../../policies/tasks.ts';
import { keyRights } from './key-rights.ts';
import { nameOf } from './names.ts';
import { documentOf, type Statement } from './policy-document.ts';
import { makeRoleWithRights } from './role.ts';
import type { Surroundings } from './surroundings.ts';
import type { Task, TaskPlace } from './task.ts';
import type { Topics } from './topics.ts';

/** Where the scheduler puts what it could not start. A task that started and failed is not here: its own alarm rings. */
export function makeFailedStarts({ databaseClass, configuration, options }: Surroundings, { key }: Topics): Queue {
  const { accountId, region, stack } = configuration;
  const name = nameOf(databaseClass, stack, 'failed-starts');
  const policy = documentOf([
    {
      Sid: 'tls',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: `arn:aws:sqs:${region}:${accountId}:${name}`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
  return new Queue(
    'failed-starts',
    { name, kmsMasterKeyId: key.arn, messageRetentionSeconds: failedStartsKeepDays * 24 * 60 * 60, policy },
    options,
  );
}

/** Starts a job’s task as often as the policy says, from now on. The role can start this task here, and nothing else. */
export function makeSchedule(
  surroundings: Surroundings,
  job: Job,
  task: Task,
  place: TaskPlace & { failedStarts: Queue },
): Schedule {
  const { databaseClass, configuration, network, options } = surroundings;
  const { role, rights } = makeRoleWithRights(
    databaseClass,
    configuration,
    `${job.name}-schedule`,
    'scheduler.amazonaws.com',
    schedulerRights(databaseClass, surroundings, task),
    options,
  );
  const hours = startsEveryHours(job, databaseClass);
  return new Schedule(
    job.name,
    {
      name: task.name,
      description: `bulkhead ${job.words(databaseClass).join(' ')}`,
      scheduleExpression: `rate(${hours} ${hours === 1 ? 'hour' : 'hours'})`,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: startWindowMinutes },
      target: {
        arn: place.cluster.arn,
        roleArn: role.arn,
        ecsParameters: {
          taskDefinitionArn: task.definition.arn,
          launchType: 'FARGATE',
          taskCount: 1,
          networkConfiguration: {
            subnets: network.privateSubnetIds,
            securityGroups: [place.securityGroupId],
            assignPublicIp: false,
          },
        },
        retryPolicy: {
          maximumRetryAttempts: jobStartTriesMax - 1,
          maximumEventAgeInSeconds: lateMinutesMax * 60,
        },
        deadLetterConfig: { arn: place.failedStarts.arn },
      },
    },
    { ...options, dependsOn: [...place.ready, ...task.ready, ...rights] },
  );
}

function schedulerRights(databaseClass: DatabaseClass, { configuration }: Surroundings, task: Task): Statement[] {
  const { accountId, region, stack } = configuration;
  const ecs = `arn:aws:ecs:${region}:${accountId}`;
  return [
    {
      Sid: 'run',
      Effect: 'Allow',
      Action: 'ecs:RunTask',
      // Any revision of this definition: the schedule names the one.
      Resource: `${ecs}:task-definition/${task.name}:*`,
      Condition: { ArnEquals: { 'ecs:cluster': `${ecs}:cluster/${nameOf(databaseClass, stack)}` } },
    },
    {
      Sid: 'pass',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: ['task', 'execution'].map((part) => `arn:aws:iam::${accountId}:role/${task.name}-${part}`),
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
    {
      Sid: 'failed',
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: `arn:aws:sqs:${region}:${accountId}:${nameOf(databaseClass, stack, 'failed-starts')}`,
    },
    keyRights(databaseClass, configuration, 'alarms', ['kms:GenerateDataKey', 'kms:Decrypt']),
  ];
}
