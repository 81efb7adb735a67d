import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseTakesIamLogins } from './database-takes-iam-logins.ts';

const instance = (properties: Record<string, unknown>) => resource('aws:rds/instance:Instance', properties);
const cluster = (properties: Record<string, unknown>) => resource('aws:rds/cluster:Cluster', properties);

testPolicy(databaseTakesIamLogins, {
  passes: {
    on: [instance({ iamDatabaseAuthenticationEnabled: true }), cluster({ iamDatabaseAuthenticationEnabled: true })],
  },
  fails: {
    off: {
      resources: [instance({ iamDatabaseAuthenticationEnabled: false })],
      problems: ['iamDatabaseAuthenticationEnabled is false, and the policy asks for true'],
    },
    'not set, which is off': {
      resources: [cluster({})],
      problems: ['iamDatabaseAuthenticationEnabled is not set, and the policy asks for true'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [instance({ iamDatabaseAuthenticationEnabled: unknown })],
      problems: ['iamDatabaseAuthenticationEnabled is not known: unverifiable until up'],
    },
  },
});
