import { backups } from '../../backup.ts';
import { dataClassOf } from '../data-class.ts';
import type { Graph } from '../graph.ts';
import { demandOwnKey } from '../pointer.ts';
import { demand, demandValue, type Policy, type Verdict, violation } from '../policy.ts';
import { type Resource } from '../resource.ts';
import { demandPointing } from '../pointing.ts';

const vaultType = 'aws:backup/vault:Vault';
const lockType = 'aws:backup/vaultLockConfiguration:VaultLockConfiguration';
const airGappedType = 'aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault';

/**
 * Without changeableForDays the lock is in governance mode, which a right can lift; with it nobody can, once those days
 * are over. A logically air-gapped vault is locked like that from the first day.
 */
export const vaultIsLocked: Policy = {
  id: 'vault-is-locked',
  requirement: 'A recovery point cannot be deleted before its class’s retention is over, by nobody at all.',
  reason: 'Whoever takes the account takes the backups first; in compliance mode not even its root can.',
  source:
    'SOC 2 A1.2; PCI DSS 10.3.4; https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html; policies/backup.ts',
  mend: 'make a VaultLockConfiguration with minRetentionDays: backups[class].keepDays or more and changeableForDays; set the vault’s kmsKeyArn and protect: true, and leave forceDestroy out',
  types: [vaultType, airGappedType],
  *judgeGraph(graph) {
    for (const vault of graph.ofType(vaultType)) {
      yield* demandValue(vault, 'forceDestroy', false, { orUnset: true });
      yield* demandOwnKey(graph, vault, 'kmsKeyArn');
      if (!vault.protect) yield violation(vault, 'protect is false, and the policy asks for true');
      for (const lock of yield* locksOf(graph, vault)) {
        yield* demandRetention(lock, vault);
        yield* demand(
          lock,
          'changeableForDays',
          (days) => typeof days === 'number',
          (days) => `changeableForDays is ${days}, and the policy asks for days, after which the lock is for good`,
        );
      }
    }
    for (const vault of graph.ofType(airGappedType)) {
      yield* demandOwnKey(graph, vault, 'encryptionKeyArn');
      yield* demandRetention(vault, vault);
    }
  },
};

function locksOf(graph: Graph, vault: Resource): Generator<Verdict, readonly Resource[]> {
  const problem = 'no VaultLockConfiguration points at the vault, and the policy asks for one';
  return demandPointing(graph, vault, [lockType], 'backupVaultName', problem);
}

function demandRetention(lock: Resource, vault: Resource): Generator<Verdict> {
  const { keepDays } = backups[dataClassOf(vault)];
  return demand(
    lock,
    'minRetentionDays',
    (days) => typeof days === 'number' && days >= keepDays,
    (days) => `minRetentionDays is ${days}, and the policy asks for ${keepDays}`,
  );
}
