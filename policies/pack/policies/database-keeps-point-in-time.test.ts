import { testPolicy } from '../testing/test-policy.ts';
import { resource } from '../testing/resource.ts';
import { unknown } from '../resource.ts';
import { databaseKeepsPointInTime } from './database-keeps-point-in-time.ts';

const instance = (properties: Record<string, unknown>, project = 'billing') =>
  resource('aws:rds/instance:Instance', properties, { project });

testPolicy(databaseKeepsPointInTime, {
  passes: {
    'billing’s days': [instance({ backupRetentionPeriod: 35 })],
    'main’s days': [instance({ backupRetentionPeriod: 30 }, 'main')],
    'more than main’s days': [instance({ backupRetentionPeriod: 35 }, 'main')],
  },
  fails: {
    'a day less': {
      resources: [instance({ backupRetentionPeriod: 34 })],
      problems: ['backupRetentionPeriod is 34, and the policy asks for 35 days'],
    },
    'not set, which is none': {
      resources: [instance({})],
      problems: ['backupRetentionPeriod is not set, and the policy asks for 35 days'],
    },
    'as a text': {
      resources: [instance({ backupRetentionPeriod: '35' })],
      problems: ['backupRetentionPeriod is "35", and the policy asks for 35 days'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [instance({ backupRetentionPeriod: unknown })],
      problems: ['backupRetentionPeriod is not known: unverifiable until up'],
    },
  },
});
