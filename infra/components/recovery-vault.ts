import { Plan } from '@pulumi/aws/backup/plan.js';
import { RestoreTestingPlan } from '@pulumi/aws/backup/restoreTestingPlan.js';
import { RestoreTestingSelection } from '@pulumi/aws/backup/restoreTestingSelection.js';
import { Selection } from '@pulumi/aws/backup/selection.js';
import { Vault } from '@pulumi/aws/backup/vault.js';
import { VaultLockConfiguration } from '@pulumi/aws/backup/vaultLockConfiguration.js';
import type { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js';
import type { Input } from '@pulumi/pulumi';
import { backups } from '../../policies/backup.ts';
import { recoveryMinutesMax, recoveryStartMinutesMax, vaultLockGraceDays } from '../../policies/database-server.ts';
import type { ClassKeys } from './data-stores.ts';
import { makeKey } from './key.ts';
import { nameOf } from './names.ts';
import { makeRole } from './role.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * AWS Backup's own recovery points, beside the dumps: other machinery, another place, the same retention. Snapshots only:
 * a continuous backup of AWS Backup's would take RDS's point in time over, and rewrite its retention.
 */
export function makeRecoveryVault(surroundings: Surroundings, keys: ClassKeys): void {
  const { databaseClass, configuration, options } = surroundings;
  const { accountId, copyRegion, keepDays, region, stack } = configuration;
  const name = nameOf(databaseClass, stack);
  const vault = makeVault(surroundings, 'recovery', keys.backups.arn);
  const copyKey = makeKey(databaseClass, configuration, 'copies', options, [], copyRegion);
  const copies = makeVault(surroundings, 'copies', copyKey.arn, copyRegion);
  const plan = new Plan(
    'recovery',
    {
      name,
      rules: [
        {
          ruleName: 'recovery-points',
          targetVaultName: vault.name,
          schedule: cronOf(backups[databaseClass].everyHours),
          startWindow: recoveryStartMinutesMax,
          completionWindow: recoveryMinutesMax,
          enableContinuousBackup: false,
          lifecycle: { deleteAfter: keepDays },
          copyActions: [
            {
              destinationVaultArn: vaultArn(accountId, copyRegion, nameOf(databaseClass, stack, 'copies')),
              lifecycle: { deleteAfter: keepDays },
            },
          ],
        },
      ],
    },
    // It names the copies' vault by an ARN that is known before the vault is there.
    { ...options, dependsOn: [copies] },
  );
  const role = makeBackupRole(surroundings);
  const resources = [`arn:aws:rds:${region}:${accountId}:${isAurora(surroundings) ? 'cluster' : 'db'}:${name}`];
  new Selection('recovery', { name, planId: plan.id, iamRoleArn: role.arn, resources }, options);
  testRestores(surroundings, role, resources, vault);
}

function makeVault(
  { databaseClass, configuration, options }: Surroundings,
  part: 'recovery' | 'copies',
  kmsKeyArn: Input<string>,
  region?: string,
): Vault {
  const elsewhere = region === undefined ? {} : { region };
  const vault = new Vault(
    part,
    { name: nameOf(databaseClass, configuration.stack, part), kmsKeyArn, forceDestroy: false, ...elsewhere },
    { ...options, protect: true },
  );
  new VaultLockConfiguration(
    part,
    {
      backupVaultName: vault.name,
      minRetentionDays: configuration.keepDays,
      changeableForDays: vaultLockGraceDays,
      ...elsewhere,
    },
    options,
  );
  return vault;
}

/** AWS restores the newest recovery point each week, beside the drill of our own dumps, and takes it down again. */
function testRestores(surroundings: Surroundings, role: Role, protectedResourceArns: string[], vault: Vault): void {
  const { databaseClass, configuration, options } = surroundings;
  const { accountId, region, stack } = configuration;
  const { drillEveryDays } = backups[databaseClass];
  const plan = new RestoreTestingPlan(
    'recovery',
    {
      // Letters, digits and _ only.
      name: nameOf(databaseClass, stack).replaceAll('-', '_'),
      scheduleExpression: cronOfDays(drillEveryDays),
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [vaultArn(accountId, region, nameOf(databaseClass, stack, 'recovery'))],
        recoveryPointTypes: ['SNAPSHOT'],
        selectionWindowDays: drillEveryDays,
      },
    },
    { ...options, dependsOn: [vault] },
  );
  new RestoreTestingSelection(
    'recovery',
    {
      name: databaseClass,
      restoreTestingPlanName: plan.name,
      protectedResourceType: isAurora(surroundings) ? 'Aurora' : 'RDS',
      protectedResourceArns,
      iamRoleArn: role.arn,
      restoreMetadataOverrides: { dbSubnetGroupName: nameOf(databaseClass, stack) },
    },
    options,
  );
}

function makeBackupRole({ databaseClass, configuration, options }: Surroundings): Role {
  const role = makeRole(databaseClass, configuration, 'recovery', 'backup.amazonaws.com', [], options);
  for (const part of ['Backup', 'Restores']) {
    new RolePolicyAttachment(
      `recovery-${part.toLowerCase()}`,
      {
        role: role.name,
        policyArn: `arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${part}`,
      },
      options,
    );
  }
  return role;
}

/** Every so many hours from midnight UTC; the policy's hours divide a day. */
function cronOf(everyHours: number): string {
  const hoursADay = 24;
  return everyHours === hoursADay ? 'cron(0 0 * * ? *)' : `cron(0 0/${everyHours} * * ? *)`;
}

/** At five in the morning: on Sundays where it is weekly. Restore testing takes no rate(). */
function cronOfDays(everyDays: number): string {
  const daysAWeek = 7;
  return everyDays === daysAWeek ? 'cron(0 5 ? * SUN *)' : `cron(0 5 1/${everyDays} * ? *)`;
}

function vaultArn(accountId: string, region: string, name: string): string {
  return `arn:aws:backup:${region}:${accountId}:backup-vault:${name}`;
}

function isAurora({ configuration }: Surroundings): boolean {
  return configuration.engine === 'aurora-mysql';
}
