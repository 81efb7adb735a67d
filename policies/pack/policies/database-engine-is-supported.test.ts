import { engines } from '../../databases.ts';
import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseEngineIsSupportedOn } from './database-engine-is-supported.ts';

const disabled = { engineLifecycleSupport: 'open-source-rds-extended-support-disabled' };
const instance = (engine: unknown, engineVersion?: unknown) =>
  resource('aws:rds/instance:Instance', { engine, engineVersion, ...disabled });
const cluster = (properties: Record<string, unknown>) => resource('aws:rds/cluster:Cluster', properties);
const lastDay = new Date(`${engines.mariadb.supportedUntil}T23:59:59Z`);
const dayAfter = new Date(lastDay.getTime() + 1000);

testPolicy(
  databaseEngineIsSupportedOn(() => lastDay),
  {
    passes: {
      'a series, on the last day of its support': [instance('mariadb', '10.11')],
      'MariaDB without a word of support that RDS does not sell for it': [
        resource('aws:rds/instance:Instance', { engine: 'mariadb', engineVersion: '10.11' }),
      ],
      'a patch of it': [instance('mysql', '8.4.6')],
      'Aurora, as RDS writes it': [
        cluster({ engine: 'aurora-mysql', engineVersion: '8.0.mysql_aurora.3.08.0', ...disabled }),
      ],
      'a replica, whose engine is its source’s': [
        resource('aws:rds/instance:Instance', { replicateSourceDb: 'billing', ...disabled }),
      ],
    },
    fails: {
      'another engine': {
        resources: [instance('postgres', '18.1'), instance('constructor', '1')],
        problems: [
          'engine is "postgres", and the policy asks for mariadb, mysql, aurora-mysql',
          'engine is "constructor", and the policy asks for mariadb, mysql, aurora-mysql',
        ],
      },
      'another series, though its digits begin the same': {
        resources: [instance('mysql', '8.0.42'), instance('mariadb', '10.1')],
        problems: [
          'engineVersion is "8.0.42", and the policy asks for mysql 8.4',
          'engineVersion is "10.1", and the policy asks for mariadb 10.11',
        ],
      },
      'nothing set': {
        resources: [cluster({ engine: 'aurora-mysql' })],
        problems: [
          'engineVersion is not set, and the policy asks for aurora-mysql 8.0',
          'engineLifecycleSupport is not set, and the policy asks for "open-source-rds-extended-support-disabled"',
        ],
      },
      'paid extended support': {
        resources: [
          cluster({
            engine: 'aurora-mysql',
            engineVersion: '8.0',
            engineLifecycleSupport: 'open-source-rds-extended-support',
          }),
        ],
        problems: [
          'engineLifecycleSupport is "open-source-rds-extended-support", and the policy asks for "open-source-rds-extended-support-disabled"',
        ],
      },
    },
    unverifiable: {
      'the engine': {
        resources: [instance(unknown, '10.11')],
        problems: ['engine is not known: unverifiable until up'],
      },
      'the version': {
        resources: [instance('mariadb', unknown)],
        problems: ['engineVersion is not known: unverifiable until up'],
      },
    },
  },
);

testPolicy(
  databaseEngineIsSupportedOn(() => dayAfter),
  {
    passes: { 'an engine whose support goes on': [instance('mysql', '8.4.6')] },
    fails: {
      'the day after support': {
        resources: [instance('mariadb', '10.11.14')],
        problems: ['engineVersion is of mariadb 10.11, whose support ended on 2028-02-29'],
      },
    },
  },
);
