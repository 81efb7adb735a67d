import { clusterType, instanceType, isReplica } from '../database-types.ts';
import { demand, demandValue, type Policy, violation } from '../policy.ts';

/** Unset is the worse for all four: no protection, no final snapshot that has a name, automated backups gone at once. */
export const databaseResistsDeletion: Policy = {
  id: 'database-resists-deletion',
  requirement: 'A database cannot be deleted by one wrong command, and leaves a snapshot and its backups when it goes.',
  reason: 'A replaced resource in a plan that nobody read is the commonest way to lose a database.',
  source: 'SOC 2 A1.2; Checkov CKV_AWS_293, CKV_AWS_139; the design',
  mend: 'set deletionProtection: true, finalSnapshotIdentifier, deleteAutomatedBackups: false, and protect: true of the resource’s options; leave skipFinalSnapshot out',
  types: [instanceType, clusterType],
  *judgeResource(resource) {
    yield* demandValue(resource, 'deletionProtection', true);
    if (!resource.protect) yield violation(resource, 'protect is false, and the policy asks for true');
    if (isReplica(resource)) return;
    yield* demandValue(resource, 'skipFinalSnapshot', false, { orUnset: true });
    yield* demand(
      resource,
      'finalSnapshotIdentifier',
      (name) => typeof name === 'string' && name !== '',
      (name) => `finalSnapshotIdentifier is ${name}, and the policy asks for a name`,
    );
    yield* demandValue(resource, 'deleteAutomatedBackups', false);
  },
};
