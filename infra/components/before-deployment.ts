import { Command } from '@pulumi/command/local/command.js';
import { Provider } from '@pulumi/command/provider.js';
import { jsonStringify, type Resource } from '@pulumi/pulumi';
import { databaseRoles } from '../../policies/databases.ts';
import { passwordVariable, urlVariable } from '../../service/config.ts';
import type { DataStores } from './data-stores.ts';
import { administrator } from './database.ts';
import { keyRights } from './key-rights.ts';
import type { Statement } from './policy-document.ts';
import type { RunTask } from './run-task.ts';
import { databaseUrl, databaseUser, type Environment, secretReference } from './secret-reference.ts';
import type { Surroundings } from './surroundings.ts';
import { evidenceEnvironment, evidenceRights } from './store-access.ts';
import { environmentOf, makeTask, type Task, type TaskPlace } from './task.ts';

/**
 * What a deployment does to the database before anything of it runs there: the users get their passwords, the schema
 * gets its migrations, and the users get their rights to what the migrations made. Each is a task that has to succeed, and
 * leaves a record of evidence; where one does not, the deployment ends there, and what ran before runs on. Returns what has to be waited for.
 */
export function prepareDatabase(surroundings: Surroundings, stores: DataStores, place: TaskPlace): Resource[] {
  const { databaseClass } = surroundings;
  const grant = makeTask(surroundings, stores, 'grant', {
    words: ['grant', databaseClass],
    environment: environmentOf(masterEnvironment(surroundings, stores), evidenceEnvironment(surroundings)),
    statements: [...secretsOfUsers(surroundings, stores), ...evidenceRights(surroundings)],
  });
  const migrate = makeTask(surroundings, stores, 'migrate', {
    words: ['migrate', databaseClass],
    environment: environmentOf(databaseUser(surroundings, stores, 'migrator'), evidenceEnvironment(surroundings)),
    statements: evidenceRights(surroundings),
  });
  // Every provider is named, this one too: the program knows no default ones.
  const provider = new Provider('command');
  const run = (name: string, task: Task, after: Resource[]) =>
    runBeforeDeployment(surroundings, place, provider, name, task, after);
  const users = run('grant-users', grant, [stores.buckets.evidencePolicy]);
  const schema = run('migrate', migrate, [users]);
  return [run('grant-tables', grant, [schema])];
}

/** From the program’s own folder, where Pulumi runs commands: a path of this machine would be a change on the next one. */
const command = 'node ../components/run-task.ts';

/** Runs a task once, and again whenever its definition is another one: with every new image. */
function runBeforeDeployment(
  { configuration, network }: Surroundings,
  place: TaskPlace,
  provider: Provider,
  name: string,
  task: Task,
  after: Resource[],
): Command {
  const settings: { [Name in keyof RunTask]: unknown } = {
    region: configuration.region,
    cluster: place.cluster.arn,
    taskDefinition: task.definition.arn,
    container: task.name,
    subnets: network.privateSubnetIds,
    securityGroups: [place.securityGroupId],
    logGroup: task.logs.name,
  };
  return new Command(
    name,
    {
      create: command,
      update: command,
      environment: { RUN_TASK: jsonStringify(settings) },
      triggers: [task.definition.arn],
    },
    { provider, dependsOn: [...place.ready, ...task.ready, ...after] },
  );
}

/** `grant` is the one that logs in as the master: RDS’s own secret, whose name RDS chooses, is found by whose it is. */
function masterEnvironment(surroundings: Surroundings, stores: DataStores): Environment {
  const { databaseClass, configuration } = surroundings;
  const { accountId, region } = configuration;
  const variable = urlVariable(databaseClass, 'admin');
  const { DBInstanceIdentifier: instance, DBClusterIdentifier: cluster } = stores.database.dimensions;
  const [kind, path] = instance === undefined ? ['cluster', `cluster:${cluster}`] : ['db', `db:${instance}`];
  const owner = kind === 'db' ? 'primaryDBInstanceArn' : 'primaryDBClusterArn';
  const password = secretReference({
    arn: stores.database.masterSecretArn,
    arnPattern: `arn:aws:secretsmanager:${region}:${accountId}:secret:rds!${kind}-*`,
    key: 'password',
    condition: {
      StringEquals: {
        [`secretsmanager:ResourceTag/aws:rds:${owner}`]: `arn:aws:rds:${region}:${accountId}:${path}`,
      },
    },
  });
  return {
    plain: {
      [variable]: databaseUrl(surroundings, stores, administrator),
      [`${databaseClass.toUpperCase()}_SECRET_PREFIX`]: stores.secrets.prefix,
    },
    secret: { [passwordVariable(variable)]: password },
  };
}

/** It fills the users’ secrets, and reads them, so that a second run changes nothing; no other secret of the prefix. */
function secretsOfUsers({ databaseClass, configuration }: Surroundings, stores: DataStores): Statement[] {
  return [
    {
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
      Resource: databaseRoles[databaseClass].map((role) => stores.secrets.arnPatternOf(`${databaseClass}_${role}`)),
    },
    keyRights(databaseClass, configuration, 'secrets', ['kms:GenerateDataKey', 'kms:Decrypt']),
  ];
}
