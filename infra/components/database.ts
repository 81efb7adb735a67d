import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js';
import { Cluster } from '@pulumi/aws/rds/cluster.js';
import { ClusterInstance } from '@pulumi/aws/rds/clusterInstance.js';
import { Instance } from '@pulumi/aws/rds/instance.js';
import { SubnetGroup } from '@pulumi/aws/rds/subnetGroup.js';
import type { Input } from '@pulumi/pulumi';
import { logGroupDays } from '../../policies/access-log.ts';
import {
  backupWindow,
  insightsDays,
  insightsMode,
  maintenanceWindow,
  monitoringSeconds,
  storageGrowthFactor,
} from '../../policies/database-server.ts';
import { clusterInstancesMin, databasePort, engines, exportedLogs } from '../../policies/databases.ts';
import { makeClusterParameterGroup, makeOptionGroup, makeParameterGroup } from './database-parameters.ts';
import type { ClassKeys, Database } from './data-stores.ts';
import { nameOf } from './names.ts';
import { makeRole } from './role.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A class's database: one RDS server with a standby in another zone, or an Aurora cluster of two. Nothing but the
 * class's own tasks reaches it; it cannot be deleted by a command of Pulumi's, nor without a last snapshot.
 */
export function makeDatabase(surroundings: Surroundings, keys: ClassKeys): { database: Database; auditLog: LogGroup } {
  const { databaseClass, configuration, options, network } = surroundings;
  const identifier = nameOf(databaseClass, configuration.stack);
  const subnetGroup = new SubnetGroup(
    'database',
    { name: identifier, description: `${databaseClass}, isolated`, subnetIds: network.isolatedSubnetIds },
    options,
  );
  const securityGroup = new SecurityGroup(
    'database',
    {
      name: nameOf(databaseClass, configuration.stack, 'database'),
      description: `database of ${databaseClass}: its own tasks, nobody else`,
      vpcId: network.vpcId,
      tags: { Name: nameOf(databaseClass, configuration.stack, 'database') },
    },
    options,
  );
  const aurora = configuration.engine === 'aurora-mysql';
  const exported = exportedLogs[configuration.engine];
  const logs = exported.map((log) => makeLogGroup(surroundings, keys, aurora ? 'cluster' : 'instance', log));
  const watching = makeMonitoringRole(surroundings);
  const make = aurora ? makeCluster : makeInstance;
  const server = make(surroundings, keys, {
    ...sharedSettings(surroundings, keys),
    monitoringRoleArn: watching,
    dbSubnetGroupName: subnetGroup.name,
    vpcSecurityGroupIds: [securityGroup.id],
    dependsOn: logs,
  });
  return { database: { ...server, securityGroup }, auditLog: logs[exported.indexOf('audit')]! };
}

interface ServerSettings extends ReturnType<typeof sharedSettings> {
  monitoringRoleArn: Input<string>;
  dbSubnetGroupName: Input<string>;
  vpcSecurityGroupIds: Input<string>[];
  dependsOn: LogGroup[];
}

/** What a server and a cluster are both told, by the same names. */
function sharedSettings({ databaseClass, configuration }: Surroundings, keys: ClassKeys) {
  const { series, hasPaidSupport } = engines[configuration.engine];
  return {
    engine: configuration.engine,
    engineVersion: series,
    // Unset, AWS enrols the database in paid support once the engine's life is over.
    ...(hasPaidSupport ? { engineLifecycleSupport: 'open-source-rds-extended-support-disabled' } : {}),
    port: databasePort,
    storageEncrypted: true,
    kmsKeyId: keys.database.arn,
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: keys.secrets.arn,
    iamDatabaseAuthenticationEnabled: true,
    backupRetentionPeriod: configuration.pointInTimeDays,
    // Unset, RDS deletes the log backups together with the database.
    deleteAutomatedBackups: false,
    copyTagsToSnapshot: true,
    deletionProtection: true,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: nameOf(databaseClass, configuration.stack, 'final'),
    enabledCloudwatchLogsExports: [...exportedLogs[configuration.engine]],
    monitoringInterval: monitoringSeconds,
    databaseInsightsMode: insightsMode,
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: keys.database.arn,
    performanceInsightsRetentionPeriod: insightsDays,
    applyImmediately: false,
  };
}

function makeInstance(
  surroundings: Surroundings,
  _keys: ClassKeys,
  { dependsOn, ...settings }: ServerSettings,
): Omit<Database, 'securityGroup'> {
  const { databaseClass, configuration, options } = surroundings;
  const identifier = nameOf(databaseClass, configuration.stack);
  const instance = new Instance(
    'database',
    {
      ...settings,
      identifier,
      instanceClass: configuration.instanceClass,
      username: administrator,
      multiAz: true,
      publiclyAccessible: false,
      storageType: 'gp3',
      allocatedStorage: configuration.storageGib,
      maxAllocatedStorage: configuration.storageGib * storageGrowthFactor,
      parameterGroupName: makeParameterGroup(surroundings).name,
      optionGroupName: makeOptionGroup(surroundings).name,
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
      backupWindow,
      maintenanceWindow,
    },
    { ...options, protect: true, dependsOn },
  );
  return {
    dimensions: { DBInstanceIdentifier: identifier },
    endpoint: instance.address,
    masterSecretArn: instance.masterUserSecrets.apply(([secret]) => secret!.secretArn),
    server: instance,
  };
}

function makeCluster(
  surroundings: Surroundings,
  keys: ClassKeys,
  { dependsOn, monitoringInterval, monitoringRoleArn, ...settings }: ServerSettings,
): Omit<Database, 'securityGroup'> {
  const { databaseClass, configuration, options } = surroundings;
  const clusterIdentifier = nameOf(databaseClass, configuration.stack);
  const cluster = new Cluster(
    'database',
    {
      ...settings,
      clusterIdentifier,
      masterUsername: administrator,
      dbClusterParameterGroupName: makeClusterParameterGroup(surroundings).name,
      allowMajorVersionUpgrade: false,
      preferredBackupWindow: backupWindow,
      preferredMaintenanceWindow: maintenanceWindow,
    },
    { ...options, protect: true, dependsOn },
  );
  const members = Array.from(
    { length: clusterInstancesMin },
    (_, index) =>
      new ClusterInstance(
        `member-${index + 1}`,
        {
          clusterIdentifier: cluster.id,
          identifier: `${clusterIdentifier}-${index + 1}`,
          engine: 'aurora-mysql',
          instanceClass: configuration.instanceClass,
          dbSubnetGroupName: settings.dbSubnetGroupName,
          publiclyAccessible: false,
          autoMinorVersionUpgrade: true,
          preferredMaintenanceWindow: maintenanceWindow,
          // Here and not at the cluster: RDS refuses to be told of both.
          monitoringInterval,
          monitoringRoleArn,
          performanceInsightsEnabled: true,
          performanceInsightsKmsKeyId: keys.database.arn,
          performanceInsightsRetentionPeriod: insightsDays,
        },
        { ...options, protect: true },
      ),
  );
  return {
    dimensions: { DBClusterIdentifier: clusterIdentifier },
    endpoint: cluster.endpoint,
    masterSecretArn: cluster.masterUserSecrets.apply(([secret]) => secret!.secretArn),
    server: members[0]!,
  };
}

/** The one user that RDS makes, and the one that `bulkhead grant` comes as. Its password never leaves RDS and Secrets Manager. */
export const administrator = 'administrator';

/** RDS would make them by itself, and keep them for ever. */
function makeLogGroup(
  { databaseClass, configuration, options }: Surroundings,
  keys: ClassKeys,
  kind: 'instance' | 'cluster',
  log: string,
): LogGroup {
  const name = `/aws/rds/${kind}/${nameOf(databaseClass, configuration.stack)}/${log}`;
  return new LogGroup(`database-${log}`, { name, retentionInDays: logGroupDays, kmsKeyId: keys.logs.arn }, options);
}

function makeMonitoringRole({ databaseClass, configuration, options }: Surroundings): Input<string> {
  const role = makeRole(databaseClass, configuration, 'monitoring', 'monitoring.rds.amazonaws.com', [], options);
  new RolePolicyAttachment(
    'monitoring',
    { role: role.name, policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole' },
    options,
  );
  return role.arn;
}
