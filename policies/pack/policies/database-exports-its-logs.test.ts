import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseExportsItsLogs } from './database-exports-its-logs.ts';

const instance = (engine: unknown, enabledCloudwatchLogsExports?: unknown) =>
  resource('aws:rds/instance:Instance', { engine, enabledCloudwatchLogsExports });
const all = ['audit', 'error', 'slowquery'];

testPolicy(databaseExportsItsLogs, {
  passes: {
    MariaDB: [instance('mariadb', all)],
    'MySQL, with one more': [instance('mysql', [...all, 'general'])],
    'Aurora, at the cluster': [
      resource('aws:rds/cluster:Cluster', { engine: 'aurora-mysql', enabledCloudwatchLogsExports: all }),
    ],
    'a replica, whose engine is its source’s': [instance(undefined, all)],
  },
  fails: {
    'one left out': {
      resources: [instance('mariadb', ['error', 'slowquery'])],
      problems: [
        'enabledCloudwatchLogsExports is ["error","slowquery"], and the policy asks for audit, error, slowquery',
      ],
    },
    'not set, which is none': {
      resources: [instance('mysql')],
      problems: ['enabledCloudwatchLogsExports is not set, and the policy asks for audit, error, slowquery'],
    },
    'an engine that is not ours': {
      resources: [instance('postgres', [])],
      problems: ['enabledCloudwatchLogsExports is [], and the policy asks for audit, error, slowquery'],
    },
  },
  unverifiable: {
    'the logs are not known yet, or one of them': {
      resources: [instance('mariadb', unknown), instance('mariadb', ['audit', unknown])],
      problems: [
        'enabledCloudwatchLogsExports is not known: unverifiable until up',
        'enabledCloudwatchLogsExports is not known: unverifiable until up',
      ],
    },
    'the engine is not known yet': {
      resources: [instance(unknown, all)],
      problems: ['engine is not known: unverifiable until up'],
    },
  },
});
