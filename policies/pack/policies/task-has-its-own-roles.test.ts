import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { taskDefinition } from '../testing/task-definition.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { taskHasItsOwnRoles } from './task-has-its-own-roles.ts';

const task = (roles: Record<string, unknown>, family = 'service', urns: Record<string, readonly string[]> = {}) =>
  taskDefinition([{}], { family, ...roles }, { name: family, propertyDependencies: urns });
const role = (name: string) => resource('aws:iam/role:Role', { arn: `arn:aws:iam::1:role/${name}` }, { name });
const arn = (name: string) => `arn:aws:iam::1:role/${name}`;

testPolicy(taskHasItsOwnRoles, {
  passes: {
    'two roles by ARN': [task({ taskRoleArn: arn('task'), executionRoleArn: arn('start') })],
    'two revisions of one family': [
      task({ taskRoleArn: arn('task'), executionRoleArn: arn('start') }),
      task({ taskRoleArn: arn('task'), executionRoleArn: arn('start') }),
    ],
    'two families that are started by one role': [
      task({ taskRoleArn: arn('service'), executionRoleArn: arn('start') }),
      task({ taskRoleArn: arn('backup'), executionRoleArn: arn('start') }, 'backup'),
    ],
    'not known yet, and the graph says which': [
      role('task'),
      role('start'),
      task({ taskRoleArn: unknown, executionRoleArn: unknown }, 'service', {
        taskRoleArn: [role('task').urn],
        executionRoleArn: [role('start').urn],
      }),
    ],
  },
  fails: {
    'none set': {
      resources: [task({})],
      problems: ['taskRoleArn is not set', 'executionRoleArn is not set'],
    },
    'empty, as the provider’s outputs have it': {
      resources: [task({ taskRoleArn: '', executionRoleArn: arn('start') })],
      problems: ['taskRoleArn is not set'],
    },
    'one role for both': {
      resources: [task({ taskRoleArn: arn('task'), executionRoleArn: arn('task') })],
      problems: ['taskRoleArn and executionRoleArn are the same role'],
    },
    'a role that another family has, by what the graph says': {
      resources: [
        role('task'),
        task({ taskRoleArn: arn('task'), executionRoleArn: arn('start') }),
        task({ taskRoleArn: unknown, executionRoleArn: arn('start') }, 'backup', { taskRoleArn: [role('task').urn] }),
      ],
      problems: ['taskRoleArn is also the role of the family "service"'],
    },
  },
  unverifiable: {
    'not known, and not in the graph': {
      resources: [task({ taskRoleArn: unknown, executionRoleArn: arn('start') })],
      problems: ['taskRoleArn is not known: unverifiable until up'],
    },
  },
});
