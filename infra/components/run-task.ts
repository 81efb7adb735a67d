import { setTimeout } from 'node:timers/promises';
import { DescribeTasksCommand, ECSClient, RunTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { taskPollSeconds, taskWaitMinutesMax } from '../../policies/tasks.ts';
import { Failure } from '../../failure.ts';

/**
 * A program of its own: `RUN_TASK=… node run-task.ts` runs one task of ECS to its end, and exits 0 only where the
 * container did. before-deployment.ts has Pulumi call it. Credentials come from where Pulumi’s own do.
 */

/** What it is told, as JSON in RUN_TASK. */
export interface RunTask {
  region: string;
  cluster: string;
  taskDefinition: string;
  /** The name of the one container. */
  container: string;
  subnets: string[];
  securityGroups: string[];
  logGroup: string;
}

/** How long the end is waited for, and how often it is asked for. */
interface Patience {
  waitSecondsMax: number;
  pollSeconds: number;
}

/** Runs the task and waits for its end. Throws a Failure where it could not start, did not end in time, or failed. */
export async function runTask(client: ECSClient, wanted: RunTask, patience: Patience): Promise<string> {
  const arn = await start(client, wanted);
  const stopped = await waitForEnd(client, wanted, arn, patience);
  const { exitCode: code, reason } = stopped.containers?.find(({ name }) => name === wanted.container) ?? {};
  const where = placeInLog(wanted, arn);
  if (code === 0) return `${wanted.container} is done: ${where}`;
  if (code !== undefined) {
    throw new Failure(`${wanted.container} ended with exit code ${code}`, { fix: `read why: ${where}` });
  }
  throw new Failure(
    `${wanted.container} could not start: ${reason ?? stopped.stoppedReason ?? 'ECS does not say why'}`,
    {
      fix: 'look at the image’s digest and architecture, the secrets, and the way out of the subnets; then deploy again',
    },
  );
}

async function start(client: ECSClient, wanted: RunTask): Promise<string> {
  const { cluster, taskDefinition, subnets, securityGroups } = wanted;
  const { tasks = [], failures = [] } = await client.send(
    new RunTaskCommand({
      cluster,
      taskDefinition,
      launchType: 'FARGATE',
      startedBy: 'deployment',
      networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: 'DISABLED' } },
    }),
  );
  const arn = tasks[0]?.taskArn;
  if (arn !== undefined) return arn;
  const why = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join('; ');
  throw new Failure(`ECS would not start ${wanted.container}: ${why || 'it does not say why'}`, {
    fix: 'where it is capacity, deploy again in a few minutes',
  });
}

/** A migration is not stopped for being slow: whoever gives up here leaves it to its end, and says where it is. */
async function waitForEnd(
  client: ECSClient,
  wanted: RunTask,
  arn: string,
  { waitSecondsMax, pollSeconds }: Patience,
): Promise<Task> {
  const until = performance.now() + waitSecondsMax * 1000;
  while (performance.now() < until) {
    const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster: wanted.cluster, tasks: [arn] }));
    const task = tasks[0];
    if (task?.lastStatus === 'STOPPED') return task;
    await setTimeout(pollSeconds * 1000);
  }
  throw new Failure(`${wanted.container} has not ended after ${waitSecondsMax} seconds; it still runs`, {
    fix: `follow it, and deploy again once it is done: ${placeInLog(wanted, arn)}`,
  });
}

function placeInLog({ region, container, logGroup }: RunTask, arn: string): string {
  const stream = `task/${container}/${arn.split('/').at(-1)}`;
  return `aws logs tail ${logGroup} --region ${region} --log-stream-names ${stream}`;
}

function readWanted(): RunTask {
  const text = process.env['RUN_TASK'];
  if (text) return JSON.parse(text) as RunTask;
  throw new Failure('RUN_TASK does not say what to run', { fix: 'let `pulumi up` start it' });
}

if (import.meta.main) {
  const patience = { waitSecondsMax: taskWaitMinutesMax * 60, pollSeconds: taskPollSeconds };
  try {
    const wanted = readWanted();
    const done = await runTask(new ECSClient({ region: wanted.region }), wanted, patience);
    process.stdout.write(`${done}\n`);
  } catch (error) {
    const { message, fix } = error as Partial<Failure>;
    process.stderr.write(`bulkhead: ${message}\n  fix: ${fix ?? 'mend what AWS says, and deploy again'}\n`);
    process.exitCode = 1;
  }
}
