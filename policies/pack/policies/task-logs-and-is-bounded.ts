import { drainSecondsMax } from '../../webhook.ts';
import { judgeContainers, taskDefinitionTypes } from '../containers.ts';
import { demand, type Policy, shown } from '../policy.ts';
import { isSet } from '../resource.ts';

/** ECS kills a container 30 seconds after it asked it to stop, unless told otherwise: a chance, not a decision. */
export const taskLogsAndIsBounded: Policy = {
  id: 'task-logs-and-is-bounded',
  requirement: 'Every task is logged, has a bound on processor and memory, and says how long it may take to stop.',
  reason:
    'A task without a log fails unseen; one without bounds takes its neighbours with it; one killed early loses work.',
  source: 'PCI DSS 10.2.1; SOC 2 CC7.2, A1.1; policies/webhook.ts',
  mend: 'set cpu and memory of the task, and logConfiguration and a stopTimeout of drainSecondsMax or longer of each container',
  types: taskDefinitionTypes,
  *judgeResource(resource) {
    for (const path of ['cpu', 'memory']) {
      yield* demand(resource, path, isSet, (value) => `${path} is ${value}, and the task has to have a bound`);
    }
    yield* judgeContainers(resource, function* ({ logConfiguration, stopTimeout }) {
      const driver = (logConfiguration as { logDriver?: unknown } | undefined)?.logDriver;
      if (typeof driver !== 'string') yield `logConfiguration is ${shown(logConfiguration)}, and names no log driver`;
      if (typeof stopTimeout !== 'number' || stopTimeout < drainSecondsMax) {
        yield `stopTimeout is ${shown(stopTimeout)}, and the policy asks for ${drainSecondsMax} seconds`;
      }
    });
  },
};
