import { taskDefinitionTypes } from '../containers.ts';
import { linkOf } from '../linked.ts';
import { type Policy, shown, unverifiable, violation } from '../policy.ts';
import { unknown, valueAt } from '../resource.ts';

const paths = ['taskRoleArn', 'executionRoleArn'] as const;

/** The execution role reads secrets and pulls images before the task runs; the task role is what the program may do. */
export const taskHasItsOwnRoles: Policy = {
  id: 'task-has-its-own-roles',
  requirement: 'Each family of tasks has a role of its own, and another one for what starts it.',
  reason: 'A role that two kinds of work share has the rights of both, and its log cannot say which of them it was.',
  source: 'PCI DSS 7.2.1, 7.2.5; SOC 2 CC6.1',
  mend: 'give the task definition a taskRoleArn that no other family has, and an executionRoleArn that is another role',
  types: [],
  *judgeGraph(graph) {
    const familyOf = new Map<string, string>();
    for (const resource of graph.ofType(...taskDefinitionTypes)) {
      const [taskRole, executionRole] = paths.map((path) => linkOf(graph, resource, path));
      for (const [index, role] of [taskRole, executionRole].entries()) {
        if (role === undefined) yield violation(resource, `${paths[index]!} is not set`);
        if (role === unknown) yield unverifiable(resource, paths[index]!);
      }
      if (typeof taskRole !== 'string') continue;
      if (taskRole === executionRole) yield violation(resource, 'taskRoleArn and executionRoleArn are the same role');
      const family = shown(valueAt(resource, 'family'));
      const earlier = familyOf.get(taskRole);
      if (earlier === undefined) familyOf.set(taskRole, family);
      else if (earlier !== family) {
        yield violation(resource, `taskRoleArn is also the role of the family ${earlier}`);
      }
    }
  },
};
