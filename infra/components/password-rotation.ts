import { Permission } from '@pulumi/aws/lambda/permission.js';
import { SecretRotation } from '@pulumi/aws/secretsmanager/secretRotation.js';
import { CloudFormationStack } from '@pulumi/aws/serverlessrepository/cloudFormationStack.js';
import type { Resource } from '@pulumi/pulumi';
import { databaseRoles } from '../../policies/databases.ts';
import { passwordRotationDays } from '../../policies/keys.ts';
import type { DataStores } from './data-stores.ts';
import { nameOf } from './names.ts';
import type { Surroundings } from './surroundings.ts';
import { makeTaskGroup } from './task-group.ts';

/**
 * Has the password of each user of a class's database changed by machine, from `databasePrepared` on: a secret has to hold
 * its value before rotation is switched on, because Secrets Manager then tries a version of it at once.
 */
export function rotatePasswords(
  surroundings: Surroundings,
  stores: DataStores,
  databasePrepared: readonly Resource[],
): void {
  const { databaseClass, options } = surroundings;
  const rotation = makeRotationFunction(surroundings, stores);
  for (const role of databaseRoles[databaseClass]) {
    const user = `${databaseClass}_${role}`;
    new SecretRotation(
      user,
      {
        secretId: stores.secrets.arnOf(user),
        rotationLambdaArn: rotation.arn,
        rotationRules: { automaticallyAfterDays: passwordRotationDays },
        // The first one is new. Secrets Manager has the function try it, and leaves it as it is.
        rotateImmediately: false,
      },
      { ...options, dependsOn: [rotation.permission, ...databasePrepared] },
    );
  }
}

/**
 * AWS's own function, which AWS publishes and mends, in this class's network: it logs in as the user, sets another
 * password and tries it. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
 */
function makeRotationFunction(surroundings: Surroundings, stores: DataStores): { arn: string; permission: Permission } {
  const { databaseClass, configuration, options, network } = surroundings;
  const { accountId, region, stack } = configuration;
  const name = nameOf(databaseClass, stack, 'rotation');
  const { group } = makeTaskGroup(surroundings, stores, 'rotation', ['endpoints']);
  const family = configuration.engine === 'mariadb' ? 'MariaDB' : 'MySQL';
  const application = new CloudFormationStack(
    'rotation',
    {
      name,
      applicationId: `${applications}/SecretsManagerRDS${family}RotationSingleUser`,
      semanticVersion: applicationVersion,
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
      parameters: {
        endpoint: `https://secretsmanager.${region}.amazonaws.com`,
        functionName: name,
        vpcSubnetIds: network.privateSubnetIds.apply((ids) => ids.join(',')),
        vpcSecurityGroupIds: group.id,
        kmsKeyArn: stores.keys.secrets.arn,
        excludeCharacters: `/@"'\\ %:?#[]&=+`,
      },
    },
    options,
  );
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const permission = new Permission(
    'rotation',
    {
      function: name,
      action: 'lambda:InvokeFunction',
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: accountId,
    },
    { ...options, dependsOn: [application] },
  );
  return { arn, permission };
}

/** AWS's publisher of the rotation functions; the code is the same in every region, and touches no data of ours there. */
const applications = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications';
const applicationVersion = '1.1.367';
