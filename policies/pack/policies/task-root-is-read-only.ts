import { judgeContainers, taskDefinitionTypes } from '../containers.ts';
import { type Policy, shown } from '../policy.ts';

/** Unset is writable, and the image's own user, which is root unless its Dockerfile says otherwise. */
export const taskRootIsReadOnly: Policy = {
  id: 'task-root-is-read-only',
  requirement: 'No container can change its own files, is root, or has the rights of the machine.',
  reason: 'Whoever gets into a process finds nowhere to leave a program, and no rights to start it with.',
  source: 'PCI DSS 2.2.6; AWS Security Hub ECS.4, ECS.5',
  mend: 'set readonlyRootFilesystem: true and a user by name or number that is not root, and leave privileged out',
  types: taskDefinitionTypes,
  *judgeResource(resource) {
    yield* judgeContainers(resource, function* (container) {
      const { linuxParameters, readonlyRootFilesystem, user, privileged } = container;
      if (readonlyRootFilesystem !== true) {
        yield `readonlyRootFilesystem is ${shown(readonlyRootFilesystem)}, and has to be true`;
      }
      if (typeof user !== 'string' || user === '' || isRoot(user)) {
        yield `user is ${shown(user)}, and has to be one that is not root`;
      }
      if (privileged === true) yield 'privileged is true, and has to be false';
      const added = (linuxParameters as { capabilities?: { add?: unknown } } | undefined)?.capabilities?.add;
      if (Array.isArray(added) && added.length > 0)
        yield `linuxParameters.capabilities.add is ${shown(added)}, and has to be empty`;
    });
  },
};

/** `root`, `0`, `00`, each also with a group: what counts is the user. */
function isRoot(user: string): boolean {
  return /^(root|0+)(:|$)/.test(user);
}
