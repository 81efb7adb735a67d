import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseSpeaksTlsOnly } from './database-speaks-tls-only.ts';

const strict = { name: 'sql_mode', value: 'NO_ENGINE_SUBSTITUTION,STRICT_TRANS_TABLES' };
const secure = { name: 'require_secure_transport', value: '1' };
const group = (parameters: unknown, more = {}) =>
  resource('aws:rds/parameterGroup:ParameterGroup', { name: 'ours', parameters }, { name: 'group', ...more });
const clusterGroup = (parameters: unknown) =>
  resource('aws:rds/clusterParameterGroup:ClusterParameterGroup', { name: 'ours', parameters }, { name: 'group' });
const instance = (parameterGroupName: unknown, more = {}) =>
  resource('aws:rds/instance:Instance', { parameterGroupName }, more);
const cluster = (dbClusterParameterGroupName: unknown) =>
  resource('aws:rds/cluster:Cluster', { dbClusterParameterGroupName });
const member = (dbParameterGroupName?: unknown) =>
  resource('aws:rds/clusterInstance:ClusterInstance', { dbParameterGroupName });
const unborn = resource(
  'aws:rds/parameterGroup:ParameterGroup',
  { parameters: [secure, strict] },
  { name: 'unborn', id: unknown },
);

testPolicy(databaseSpeaksTlsOnly, {
  passes: {
    'a group of its own': [group([secure, strict]), instance('ours')],
    'the same in other words': [
      group([
        { name: 'require_secure_transport', value: 'ON' },
        { name: 'sql_mode', value: 'strict_all_tables' },
      ]),
      instance('ours'),
    ],
    'a cluster’s group': [clusterGroup([secure, strict]), cluster('ours')],
    'a group that is not known yet, by what went into its name': [
      unborn,
      instance(unknown, { propertyDependencies: { parameterGroupName: [unborn.urn] } }),
    ],
    'an instance of a cluster, with a group that has nothing against it, or none': [
      group([{ name: 'max_connections', value: '500' }]),
      member('ours'),
      member(),
    ],
  },
  fails: {
    'a second word that says the contrary': {
      resources: [group([secure, strict, { ...secure, value: '0' }]), instance('ours')],
      problems: ['require_secure_transport is "0", and the policy asks for 1'],
    },
    'a group that says nothing, which is off': {
      resources: [group(undefined), instance('ours')],
      problems: [
        'require_secure_transport is not set, and the policy asks for 1',
        'sql_mode is not set, and the policy asks for STRICT_TRANS_TABLES or STRICT_ALL_TABLES',
      ],
    },
    'a group that says no': {
      resources: [
        clusterGroup([
          { name: 'require_secure_transport', value: '0' },
          { name: 'sql_mode', value: 'NO_ENGINE_SUBSTITUTION' },
        ]),
        cluster('ours'),
      ],
      problems: [
        'require_secure_transport is "0", and the policy asks for 1',
        'sql_mode is "NO_ENGINE_SUBSTITUTION", and the policy asks for STRICT_TRANS_TABLES or STRICT_ALL_TABLES',
      ],
    },
    'an instance of a cluster that undoes what the cluster says': {
      resources: [group([{ name: 'sql_mode', value: '' }]), member('ours')],
      problems: ['sql_mode is "", and the policy asks for STRICT_TRANS_TABLES or STRICT_ALL_TABLES'],
    },
    'no group, RDS’s own, or one from elsewhere': {
      resources: [instance(undefined), instance('default.mariadb10.11'), cluster('theirs')],
      problems: [
        'parameterGroupName is not set, and the policy asks for a parameter group of our own',
        'parameterGroupName is "default.mariadb10.11", and the policy asks for a parameter group of our own',
        'dbClusterParameterGroupName is "theirs", which is no parameter group of this stack',
      ],
    },
  },
  unverifiable: {
    'the name': {
      resources: [instance(unknown)],
      problems: ['parameterGroupName is not known: unverifiable until up'],
    },
    'a value': {
      resources: [group([secure, { name: 'sql_mode', value: unknown }]), instance('ours')],
      problems: ['parameters is not known: unverifiable until up'],
    },
  },
});
