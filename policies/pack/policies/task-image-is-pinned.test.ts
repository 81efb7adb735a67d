import { unknown } from '../resource.ts';
import { taskDefinition } from '../testing/task-definition.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { taskImageIsPinned } from './task-image-is-pinned.ts';

const digest = `@sha256:${'a1'.repeat(32)}`;
const task = (image?: string) => taskDefinition([image === undefined ? {} : { image }]);
const problem = (image: string) => `container app: image is ${image}, and does not end in @sha256: and a digest`;

testPolicy(taskImageIsPinned, {
  passes: {
    'a digest': [task(`registry.example/bulkhead${digest}`)],
    'a tag and a digest': [task(`registry.example/bulkhead:1.2${digest}`)],
  },
  fails: {
    'a tag': { resources: [task('bulkhead:1.2')], problems: [problem('"bulkhead:1.2"')] },
    'no tag at all': { resources: [task('bulkhead')], problems: [problem('"bulkhead"')] },
    'a digest cut short': { resources: [task('bulkhead@sha256:a1')], problems: [problem('"bulkhead@sha256:a1"')] },
    'not set': { resources: [task()], problems: [problem('not set')] },
  },
  unverifiable: {
    'not known yet': {
      resources: [taskDefinition([], { containerDefinitions: unknown })],
      problems: ['containerDefinitions is not known: unverifiable until up'],
    },
  },
});
