import { unknown } from '../resource.ts';
import { taskDefinition } from '../testing/task-definition.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { taskLogsAndIsBounded } from './task-logs-and-is-bounded.ts';

const logs = { logConfiguration: { logDriver: 'awslogs' } };
const bounds = { cpu: '512', memory: '1024' };

testPolicy(taskLogsAndIsBounded, {
  passes: {
    'a log, bounds and the policy’s time to stop': [taskDefinition([{ ...logs, stopTimeout: 20 }], bounds)],
    'a longer time': [taskDefinition([{ ...logs, stopTimeout: 120 }], bounds)],
  },
  fails: {
    'nothing set': {
      resources: [taskDefinition([{}])],
      problems: [
        'cpu is not set, and the task has to have a bound',
        'memory is not set, and the task has to have a bound',
        'container app: logConfiguration is not set, and names no log driver',
        'container app: stopTimeout is not set, and the policy asks for 20 seconds',
      ],
    },
    'less time than the service drains': {
      resources: [taskDefinition([{ ...logs, stopTimeout: 19 }], bounds)],
      problems: ['container app: stopTimeout is 19, and the policy asks for 20 seconds'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [taskDefinition([], { ...bounds, cpu: unknown, containerDefinitions: unknown })],
      problems: ['cpu is not known: unverifiable until up', 'containerDefinitions is not known: unverifiable until up'],
    },
  },
});
