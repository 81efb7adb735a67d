import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ECSClient } from '@aws-sdk/client-ecs';
import { afterEach, describe, expect, test } from 'vitest';
import { type Ending, startEcsStandIn } from '../testing/ecs-stand-in.ts';
import { type RunTask, runTask } from './run-task.ts';

const wanted: RunTask = {
  region: 'eu-central-1',
  cluster: 'arn:aws:ecs:eu-central-1:111122223333:cluster/bulkhead',
  taskDefinition: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/migrate:7',
  container: 'migrate',
  subnets: ['subnet-a'],
  securityGroups: ['sg-jobs'],
  logGroup: 'bulkhead-billing-production-migrate',
};
const placeInLog =
  'aws logs tail bulkhead-billing-production-migrate --region eu-central-1 --log-stream-names task/migrate/0123456789abcdef';
const credentials = { accessKeyId: 'stand-in', secretAccessKey: 'stand-in' };

let standIn: Awaited<ReturnType<typeof startEcsStandIn>>;
afterEach(() => standIn.stop());

async function run(ending: Ending, patience = { waitSecondsMax: 10, pollSeconds: 0.01 }): Promise<string> {
  standIn = await startEcsStandIn(ending);
  const client = new ECSClient({ region: wanted.region, endpoint: standIn.url, credentials });
  return runTask(client, wanted, patience).finally(() => client.destroy());
}

test('a task that ends with 0 is done, and its log’s place is told', async () => {
  await expect(run({ exitCode: 0, looksBefore: 2 })).resolves.toBe(`migrate is done: ${placeInLog}`);
  expect(standIn.asked.map(({ call }) => call)).toEqual(['RunTask', 'DescribeTasks', 'DescribeTasks', 'DescribeTasks']);
  expect(standIn.asked[0]!.input).toMatchObject({
    cluster: wanted.cluster,
    taskDefinition: wanted.taskDefinition,
    launchType: 'FARGATE',
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['subnet-a'], securityGroups: ['sg-jobs'], assignPublicIp: 'DISABLED' },
    },
  });
});

describe('what fails a deployment', () => {
  test.each<[title: string, ending: Ending, message: string, fix: string]>([
    ['an exit code', { exitCode: 1 }, 'migrate ended with exit code 1', placeInLog],
    [
      'a container that never ran',
      { reason: 'CannotPullContainerError: not found' },
      'migrate could not start: CannotPullContainerError: not found',
      'image’s digest',
    ],
    ['a silent end', {}, 'migrate could not start: ECS does not say why', 'secrets'],
    [
      'a refusal',
      { refusal: { reason: 'RESOURCE:FARGATE', detail: 'no room' } },
      'ECS would not start migrate: RESOURCE:FARGATE: no room',
      'again in a few minutes',
    ],
  ])('%s', async (_, ending, message, fix) => {
    await expect(run(ending)).rejects.toMatchObject({ message, fix: expect.stringContaining(fix) });
  });

  test('patience that runs out: the task is left to its end, and is told where it is', async () => {
    await expect(run({ looksBefore: 1_000_000 }, { waitSecondsMax: 0.2, pollSeconds: 0.01 })).rejects.toMatchObject({
      message: 'migrate has not ended after 0.2 seconds; it still runs',
      fix: expect.stringContaining(placeInLog),
    });
  });
});

describe('as a program', () => {
  const start = async (ending: Ending, environment: Record<string, string> = {}) => {
    standIn = await startEcsStandIn(ending);
    const env = {
      PATH: process.env['PATH'],
      RUN_TASK: JSON.stringify(wanted),
      AWS_ACCESS_KEY_ID: 'stand-in',
      AWS_SECRET_ACCESS_KEY: 'stand-in',
      AWS_ENDPOINT_URL_ECS: standIn.url,
      ...environment,
    };
    return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [join(import.meta.dirname, 'run-task.ts')], { env }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout, stderr });
      });
    });
  };

  test('it exits 0 where the task did', async () => {
    expect(await start({ exitCode: 0 })).toEqual({ code: 0, stdout: `migrate is done: ${placeInLog}\n`, stderr: '' });
  });

  test('it exits 1 where the task failed, and says where to read why', async () => {
    const { code, stderr } = await start({ exitCode: 2 });
    expect(code).toBe(1);
    expect(stderr).toBe(`bulkhead: migrate ended with exit code 2\n  fix: read why: ${placeInLog}\n`);
  });

  test('it exits 1 where it was told nothing', async () => {
    const { code, stderr } = await start({}, { RUN_TASK: '' });
    expect(code).toBe(1);
    expect(stderr).toBe('bulkhead: RUN_TASK does not say what to run\n  fix: let `pulumi up` start it\n');
  });
});
