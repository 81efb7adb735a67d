import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { restoresAreTested } from './restores-are-tested.ts';

const plan = resource('aws:backup/plan:Plan', {}, { name: 'plan' });
const testing = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:backup/restoreTestingPlan:RestoreTestingPlan', properties, { name: 'testing', ...more });
const selection = (restoreTestingPlanName: unknown, more = {}) =>
  resource(
    'aws:backup/restoreTestingSelection:RestoreTestingSelection',
    { restoreTestingPlanName },
    { name: 'selection', ...more },
  );
const named = testing({ name: 'billing' });
const unborn = testing({ name: unknown }, { id: unknown });

testPolicy(restoresAreTested, {
  passes: {
    'by the name of the testing plan': [plan, named, selection('billing')],
    'by what went into the name': [
      plan,
      unborn,
      selection(unknown, { propertyDependencies: { restoreTestingPlanName: [unborn.urn] } }),
    ],
    'a stack without recovery points': [named],
  },
  fails: {
    'no testing plan': {
      resources: [plan],
      problems: ['the stack has no RestoreTestingPlan, and the policy asks for one'],
    },
    'another stack’s testing plan': {
      resources: [plan, testing({ name: 'main' }, { project: 'main' }), selection('main', { project: 'main' })],
      problems: ['the stack has no RestoreTestingPlan, and the policy asks for one'],
    },
    'no selection, or one of something else': {
      resources: [plan, named, selection('another')],
      problems: [
        'the stack has no RestoreTestingSelection that points at its RestoreTestingPlan, and the policy asks for one',
      ],
    },
  },
  unverifiable: {
    'whose selection': {
      resources: [plan, named, selection(unknown)],
      problems: ['restoreTestingPlanName is not known: unverifiable until up'],
    },
  },
});
