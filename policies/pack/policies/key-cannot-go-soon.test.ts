import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { keyCannotGoSoon } from './key-cannot-go-soon.ts';

const key = (deletionWindowInDays?: unknown) => resource('aws:kms/key:Key', { deletionWindowInDays });

testPolicy(keyCannotGoSoon, {
  passes: { 'thirty days': [key(30)], 'not set, which is thirty': [key()] },
  fails: {
    'one that is off': {
      resources: [resource('aws:kms/key:Key', { isEnabled: false })],
      problems: ['isEnabled is false: nothing under it can be read'],
    },
    'one that Pulumi may delete': {
      resources: [resource('aws:kms/key:Key', {}, { protect: false })],
      problems: ['protect is false, and the policy asks for true'],
    },
    'a week': { resources: [key(7)], problems: ['deletionWindowInDays is 7, and the policy asks for 30'] },
    'a replica’s': {
      resources: [resource('aws:kms/replicaKey:ReplicaKey', { deletionWindowInDays: 29 })],
      problems: ['deletionWindowInDays is 29, and the policy asks for 30'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [key(unknown)],
      problems: ['deletionWindowInDays is not known: unverifiable until up'],
    },
  },
});
