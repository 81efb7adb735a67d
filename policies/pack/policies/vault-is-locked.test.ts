import { backups } from '../../backup.ts';
import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { vaultIsLocked } from './vault-is-locked.ts';

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
const vault = (properties: Record<string, unknown> = {}, more = {}) =>
  resource('aws:backup/vault:Vault', { name: 'recovery', kmsKeyArn: arn, ...properties }, { name: 'vault', ...more });
const lock = (properties: Record<string, unknown> = {}, more = {}) =>
  resource(
    'aws:backup/vaultLockConfiguration:VaultLockConfiguration',
    { backupVaultName: 'recovery', minRetentionDays: backups.billing.keepDays, changeableForDays: 3, ...properties },
    { name: 'lock', ...more },
  );
const airGapped = (properties: Record<string, unknown>) =>
  resource('aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault', properties);
const key = resource('aws:kms/key:Key', {}, { name: 'key', id: unknown });
const unborn = vault(
  { name: unknown, kmsKeyArn: unknown },
  { id: unknown, propertyDependencies: { kmsKeyArn: [key.urn] } },
);

testPolicy(vaultIsLocked, {
  passes: {
    'billing’s days, by the vault’s name': [vault(), lock()],
    'main’s days': [
      vault({}, { project: 'main' }),
      lock({ minRetentionDays: backups.main.keepDays }, { project: 'main' }),
    ],
    'a vault and a key that are not there yet': [
      key,
      unborn,
      lock({ backupVaultName: unknown }, { propertyDependencies: { backupVaultName: [unborn.urn] } }),
    ],
    'an air-gapped vault, longer': [airGapped({ encryptionKeyArn: arn, minRetentionDays: 100 })],
  },
  fails: {
    'a vault that Pulumi may delete': {
      resources: [vault({}, { protect: false }), lock()],
      problems: ['protect is false, and the policy asks for true'],
    },
    'a day less': {
      resources: [vault(), lock({ minRetentionDays: 89 })],
      problems: ['minRetentionDays is 89, and the policy asks for 90'],
    },
    'nothing set': {
      resources: [vault({ kmsKeyArn: undefined })],
      problems: [
        'kmsKeyArn is not set, and the policy asks for a KMS key of our own',
        'no VaultLockConfiguration points at the vault, and the policy asks for one',
      ],
    },
    'a lock that a right can lift, and that holds nothing': {
      resources: [vault(), lock({ minRetentionDays: undefined, changeableForDays: undefined })],
      problems: [
        'minRetentionDays is not set, and the policy asks for 90',
        'changeableForDays is not set, and the policy asks for days, after which the lock is for good',
      ],
    },
    'emptied when it is destroyed': {
      resources: [vault({ forceDestroy: true }), lock()],
      problems: ['forceDestroy is true, and the policy asks for false'],
    },
    'an air-gapped vault': {
      resources: [airGapped({ minRetentionDays: 7 })],
      problems: [
        'encryptionKeyArn is not set, and the policy asks for a KMS key of our own',
        'minRetentionDays is 7, and the policy asks for 90',
      ],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [
        vault({ forceDestroy: unknown, kmsKeyArn: unknown }),
        lock({ minRetentionDays: unknown, changeableForDays: unknown }),
      ],
      problems: [
        'forceDestroy is not known: unverifiable until up',
        'kmsKeyArn is not known: unverifiable until up',
        'minRetentionDays is not known: unverifiable until up',
        'changeableForDays is not known: unverifiable until up',
      ],
    },
    'whose lock': {
      resources: [vault(), lock({ backupVaultName: unknown })],
      problems: ['backupVaultName is not known: unverifiable until up'],
    },
  },
});
