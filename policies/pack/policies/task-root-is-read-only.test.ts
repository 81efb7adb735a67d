import { unknown } from '../resource.ts';
import { taskDefinition } from '../testing/task-definition.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { taskRootIsReadOnly } from './task-root-is-read-only.ts';

const holds = { readonlyRootFilesystem: true, user: 'node' };

testPolicy(taskRootIsReadOnly, {
  passes: {
    'a user by name': [taskDefinition([holds])],
    'a user and a group by number': [taskDefinition([{ ...holds, user: '1000:1000', privileged: false }])],
  },
  fails: {
    'more rights of the machine': {
      resources: [taskDefinition([{ ...holds, linuxParameters: { capabilities: { add: ['SYS_PTRACE'] } } }])],
      problems: ['container app: linuxParameters.capabilities.add is ["SYS_PTRACE"], and has to be empty'],
    },
    'a list of nothing': {
      resources: [taskDefinition([], { containerDefinitions: '[null]' })],
      problems: ['containerDefinitions is not a JSON list of containers'],
    },
    'nothing set': {
      resources: [taskDefinition([{}])],
      problems: [
        'container app: readonlyRootFilesystem is not set, and has to be true',
        'container app: user is not set, and has to be one that is not root',
      ],
    },
    'root by name': {
      resources: [taskDefinition([{ ...holds, user: 'root' }])],
      problems: ['container app: user is "root", and has to be one that is not root'],
    },
    'root by number, with another group': {
      resources: [taskDefinition([{ ...holds, user: '0:1000' }])],
      problems: ['container app: user is "0:1000", and has to be one that is not root'],
    },
    'the second of two containers': {
      resources: [
        taskDefinition([holds, { ...holds, name: 'sidecar', readonlyRootFilesystem: false, privileged: true }]),
      ],
      problems: [
        'container sidecar: readonlyRootFilesystem is false, and has to be true',
        'container sidecar: privileged is true, and has to be false',
      ],
    },
    'a text that is no JSON': {
      resources: [taskDefinition([], { containerDefinitions: '[' })],
      problems: ['containerDefinitions is not a JSON list of containers'],
    },
    'no container': {
      resources: [taskDefinition([])],
      problems: ['containerDefinitions is not a JSON list of containers'],
    },
    'not set': {
      resources: [taskDefinition([], { containerDefinitions: undefined })],
      problems: ['containerDefinitions is not a JSON list of containers'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [taskDefinition([], { containerDefinitions: unknown })],
      problems: ['containerDefinitions is not known: unverifiable until up'],
    },
  },
});
