import type { Resource } from '@pulumi/pulumi';
import type { Role } from '@pulumi/aws/iam/role.js';
import { keyRights } from './key-rights.ts';
import { nameOf } from './names.ts';
import type { Statement } from './policy-document.ts';
import { makeRoleWithRights } from './role.ts';
import type { SecretReference } from './secret-reference.ts';
import type { Surroundings } from './surroundings.ts';

/** The two roles of a task: what the container may do, and what AWS may do to start it. */
export interface TaskRoles {
  task: Role;
  execution: Role;
  /** What has to be there before the task is started: a role is up before its rights are. */
  rights: Resource[];
}

const ecsTasks = 'ecs-tasks.amazonaws.com';

/** Makes both roles for one task and no other, so that no job can do what another one may. */
export function makeTaskRoles(
  { databaseClass, configuration, options }: Surroundings,
  part: string,
  { statements, secrets }: { statements: readonly Statement[]; secrets: readonly SecretReference[] },
): TaskRoles {
  const { accountId, region, stack } = configuration;
  const make = (name: string, rights: readonly Statement[]) =>
    makeRoleWithRights(databaseClass, configuration, name, ecsTasks, rights, options);
  const logGroup = `arn:aws:logs:${region}:${accountId}:log-group:${nameOf(databaseClass, stack, part)}`;
  const task = make(`${part}-task`, statements);
  const execution = make(`${part}-execution`, [
    // The one right that has no resource: a token for the registry, with which alone nothing can be read.
    { Sid: 'token', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Sid: 'image',
      Effect: 'Allow',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Resource: `arn:aws:ecr:${region}:${accountId}:repository/${nameOf('network', stack, 'image')}`,
    },
    {
      Sid: 'logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${logGroup}:log-stream:*`,
    },
    ...secrets.map((secret) => secret.statement),
    ...(secrets.length > 0 ? [keyRights(databaseClass, configuration, 'secrets', ['kms:Decrypt'])] : []),
  ]);
  return { task: task.role, execution: execution.role, rights: [...task.rights, ...execution.rights] };
}
