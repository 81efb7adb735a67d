import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { onlyListedOutputsCross } from './only-listed-outputs-cross.ts';

const reference = (name: unknown, project = 'billing', properties: Record<string, unknown> = { name }) =>
  resource('pulumi:pulumi:StackReference', properties, { name: 'reference', project });
const stack = (outputs: Record<string, unknown>, project = 'billing') =>
  resource('pulumi:pulumi:Stack', outputs, { project });

testPolicy(onlyListedOutputsCross, {
  passes: {
    'both classes read the network': [reference('org/network/production'), reference('org/network/production', 'main')],
    'a reference that is named as its stack': [
      resource('pulumi:pulumi:StackReference', {}, { name: 'org/network/production' }),
    ],
    'listed outputs, known or not': [stack({ serviceUrl: unknown, dumpBucket: 'dumps' })],
    'outputs of a project that is not ours': [stack({ anything: 1 }, 'warehouse')],
  },
  fails: {
    'another stack of the network': {
      resources: [reference('org/network/staging')],
      problems: ['"org/network/staging" is another stack than production'],
    },
    'billing reads main': {
      resources: [reference('org/main/production')],
      problems: ['billing reads "org/main/production", and may read only network'],
    },
    'the network reads a class': {
      resources: [reference('org/billing/production', 'network')],
      problems: ['network reads "org/billing/production", and may read no other stack'],
    },
    'a project that no policy lists': {
      resources: [reference('org/billing/production', 'warehouse')],
      problems: ['warehouse reads "org/billing/production", and may read no other stack'],
    },
    'a stack called network of main’s': {
      resources: [reference('org/main/network')],
      problems: ['billing reads "org/main/network", and may read only network'],
    },
    'an output that is not listed': {
      resources: [stack({ serviceUrl: 'https://…', keyArn: 'arn:…' })],
      problems: ['billing puts out keyArn, which is not listed'],
    },
  },
  unverifiable: {
    'a name that is not known': {
      resources: [reference(unknown)],
      problems: ['name is not known: unverifiable until up'],
    },
  },
});
