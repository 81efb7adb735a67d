import { holdsTag } from '../../tags.ts';
import { unknown } from '../resource.ts';
import { bucket, dumpBucket, evidenceBucket } from '../testing/buckets.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { bucketResistsDeletion } from './bucket-resists-deletion.ts';

testPolicy(bucketResistsDeletion, {
  passes: {
    'not set, which is not forced': [bucket({}, { protect: false })],
    'said so': [dumpBucket({ forceDestroy: false })],
  },
  fails: {
    forced: {
      resources: [bucket({ forceDestroy: true })],
      problems: ['forceDestroy is true, and the policy asks for false'],
    },
    'evidence without protection': {
      resources: [evidenceBucket({}, { protect: false })],
      problems: ['protect is false, and the policy asks for true'],
    },
    'dumps without protection': {
      resources: [dumpBucket({}, { protect: false })],
      problems: ['protect is false, and the policy asks for true'],
    },
  },
  unverifiable: {
    'whether it is forced, and what it holds': {
      resources: [bucket({ forceDestroy: unknown, tags: { [holdsTag]: unknown } })],
      problems: ['forceDestroy is not known: unverifiable until up', 'tags is not known: unverifiable until up'],
    },
  },
});
