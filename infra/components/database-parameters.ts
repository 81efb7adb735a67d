import { ClusterParameterGroup } from '@pulumi/aws/rds/clusterParameterGroup.js';
import { OptionGroup } from '@pulumi/aws/rds/optionGroup.js';
import { ParameterGroup } from '@pulumi/aws/rds/parameterGroup.js';
import { statementBytesMax } from '../../policies/backup.ts';
import { auditedEvents, databaseConnectionsMax } from '../../policies/database-server.ts';
import { engines } from '../../policies/databases.ts';
import { nameOf } from './names.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * What the server is told. TLS only, because both engines take plain connections unless told otherwise; strict mode,
 * because a value that does not fit must fail and not be cut; triggers by users who are not SUPER, because a restore
 * makes them and nobody is SUPER on RDS.
 */
const parameters: Readonly<Record<string, string>> = {
  require_secure_transport: '1',
  sql_mode: 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  log_bin_trust_function_creators: '1',
  slow_query_log: '1',
  log_output: 'FILE',
  max_allowed_packet: String(statementBytesMax),
  max_connections: String(databaseConnectionsMax),
};

/** Aurora has its audit in the server, by other names, and calls TLS only by another value. */
const auroraParameters: Readonly<Record<string, string>> = {
  require_secure_transport: 'ON',
  server_audit_logging: '1',
  server_audit_events: auditedEvents,
};

/** The parameter group of a single server. */
export function makeParameterGroup({ databaseClass, configuration, options }: Surroundings): ParameterGroup {
  const name = nameOf(databaseClass, configuration.stack, configuration.engine);
  const family = engines[configuration.engine].parameterGroupFamily;
  return new ParameterGroup('database', { name, family, parameters: listed(parameters) }, options);
}

/** The parameter group of an Aurora cluster. */
export function makeClusterParameterGroup({
  databaseClass,
  configuration,
  options,
}: Surroundings): ClusterParameterGroup {
  const name = nameOf(databaseClass, configuration.stack, configuration.engine);
  const family = engines[configuration.engine].parameterGroupFamily;
  const settings = listed({ ...parameters, ...auroraParameters });
  return new ClusterParameterGroup('database', { name, family, parameters: settings }, options);
}

/** The audit plugin, which RDS for MariaDB and for MySQL both load as an option. */
export function makeOptionGroup({ databaseClass, configuration, options }: Surroundings): OptionGroup {
  return new OptionGroup(
    'database',
    {
      name: nameOf(databaseClass, configuration.stack, configuration.engine),
      engineName: configuration.engine,
      majorEngineVersion: engines[configuration.engine].series,
      optionGroupDescription: 'audit plugin',
      options: [
        {
          optionName: 'MARIADB_AUDIT_PLUGIN',
          optionSettings: [{ name: 'SERVER_AUDIT_EVENTS', value: auditedEvents }],
        },
      ],
    },
    options,
  );
}

/** Some of them take hold only at a restart, which RDS does at the next maintenance. */
function listed(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => ({ name, value, applyMethod: 'pending-reboot' }));
}
