import type { Cluster } from '@pulumi/aws/ecs/cluster.js';
import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { TaskDefinition } from '@pulumi/aws/ecs/taskDefinition.js';
import { all, jsonStringify, output, type Output, type Resource } from '@pulumi/pulumi';
import { logGroupDays } from '../../policies/access-log.ts';
import { jobMemoryMib, jobProcessorUnits, stopSecondsMax } from '../../policies/tasks.ts';
import type { DataStores } from './data-stores.ts';
import { nameOf } from './names.ts';
import type { Statement } from './policy-document.ts';
import type { Environment } from './secret-reference.ts';
import type { Surroundings } from './surroundings.ts';
import { makeTaskRoles, type TaskRoles } from './task-roles.ts';

/** What a task is to do, and with what. */
export interface TaskPlan {
  /** The words after `bulkhead`: the image’s entry point is the command. */
  words: readonly string[];
  environment: Environment;
  /** What the container itself may ask of AWS. */
  statements: readonly Statement[];
  /** A service listens, and says how it is; a job does neither. */
  listens?: { port: number; healthCheck: object };
  size?: { processorUnits: number; memoryMib: number };
}

/** A task that can be run: as a job, before a deployment, or many times over as a service. */
export interface Task {
  name: string;
  definition: TaskDefinition;
  logs: LogGroup;
  roles: TaskRoles;
  /** What has to be up before it is started. */
  ready: Resource[];
}

/** Where tasks run, and behind which group. */
export interface TaskPlace {
  cluster: Cluster;
  securityGroupId: Output<string>;
  /** The group’s rules: without them a task reaches neither its image nor its database. */
  ready: Resource[];
}

/** The user `node` of the image. By number, so that the image cannot give the name to root. */
const user = '1000:1000';
/** The one place that a container may write to; the image declares it as a volume, else it would be root’s alone. */
const writable = { volume: 'tmp', path: '/tmp' };
/** The service keeps answering where logs cannot be delivered for a while: so much is kept for later. */
const neverWaits = { mode: 'non-blocking', 'max-buffer-size': '25m' };
/** A job’s last line decides whether it counts as done: it waits until that is delivered. */
const waits = { mode: 'blocking' };

/**
 * A task definition of one command of the image, with roles and a log group of its own. On ARM64: Graviton does the same
 * for a fifth less than x86, the image’s base, Node and the dump programs are all built for it, and so are the databases
 * of the default class. Nothing of the root file system can be written to.
 */
export function makeTask(surroundings: Surroundings, stores: DataStores, part: string, plan: TaskPlan): Task {
  const { databaseClass, configuration, options } = surroundings;
  const name = nameOf(databaseClass, configuration.stack, part);
  const logs = new LogGroup(part, { name, retentionInDays: logGroupDays, kmsKeyId: stores.keys.logs.arn }, options);
  const secrets = Object.values(plan.environment.secret);
  const roles = makeTaskRoles(surroundings, part, { statements: plan.statements, secrets });
  const { processorUnits, memoryMib } = plan.size ?? { processorUnits: jobProcessorUnits, memoryMib: jobMemoryMib };
  const definition = new TaskDefinition(
    part,
    {
      family: name,
      cpu: String(processorUnits),
      memory: String(memoryMib),
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      taskRoleArn: roles.task.arn,
      executionRoleArn: roles.execution.arn,
      volumes: [{ name: writable.volume }],
      containerDefinitions: jsonStringify([containerOf(surroundings, name, plan)]),
    },
    options,
  );
  return { name, definition, logs, roles, ready: [logs, ...roles.rights, stores.database.server] };
}

/** The name of the container is that of the task: there is one. */
function containerOf({ configuration }: Surroundings, name: string, plan: TaskPlan): object {
  const { environment, listens, words } = plan;
  return {
    name,
    image: configuration.image,
    command: words,
    essential: true,
    user,
    readonlyRootFilesystem: true,
    privileged: false,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
    mountPoints: [{ sourceVolume: writable.volume, containerPath: writable.path, readOnly: false }],
    stopTimeout: stopSecondsMax,
    environment: pairsOf({ NODE_ENV: 'production', AWS_REGION: configuration.region, ...environment.plain }, 'value'),
    secrets: pairsOf(
      Object.fromEntries(Object.entries(environment.secret).map(([key, secret]) => [key, secret.valueFrom])),
      'valueFrom',
    ),
    ...(listens && {
      portMappings: [{ containerPort: listens.port, hostPort: listens.port, protocol: 'tcp' }],
      healthCheck: listens.healthCheck,
    }),
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': name,
        'awslogs-region': configuration.region,
        'awslogs-stream-prefix': 'task',
        ...(listens ? neverWaits : waits),
      },
    },
  };
}

/** Sorted by name, as ECS gives them back: another order would be another definition. */
function pairsOf(variables: Environment['plain'], valueName: 'value' | 'valueFrom'): Output<object[]> {
  const names = Object.keys(variables).sort();
  return all(names.map((name) => output(variables[name]))).apply((values) =>
    names.map((name, index) => ({ name, [valueName]: values[index] })),
  );
}

/** Environments put together; a variable is in one of them only. */
export function environmentOf(...parts: readonly Environment[]): Environment {
  return {
    plain: Object.assign({}, ...parts.map(({ plain }) => plain)) as Environment['plain'],
    secret: Object.assign({}, ...parts.map(({ secret }) => secret)) as Environment['secret'],
  };
}
