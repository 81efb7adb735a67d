import { clusterType, instanceType, isReplica } from '../database-types.ts';
import { demandOwnKey } from '../pointer.ts';
import { demandValue, type Policy, violation } from '../policy.ts';
import { valueAt } from '../resource.ts';

const passwords = ['password', 'passwordWo', 'masterPassword', 'masterPasswordWo'];

/** Unset is unmanaged. What the password is, no message ever says. */
export const databasePasswordIsManaged: Policy = {
  id: 'database-password-is-managed',
  requirement: 'The master user’s password is made, kept and rotated by RDS, under our own key.',
  reason: 'A password that a program sets is in the program’s state, in its history and in somebody’s terminal.',
  source: 'PCI DSS 8.6.2, 8.6.3; the design',
  mend: 'set manageMasterUserPassword: true and masterUserSecretKmsKeyId, and take the password out',
  types: [instanceType, clusterType],
  *judgeResource(resource) {
    for (const path of passwords) {
      if (valueAt(resource, path) !== undefined) {
        yield violation(resource, `${path} is set, and the policy asks for a password that no program knows`);
      }
    }
    if (isReplica(resource)) return;
    yield* demandValue(resource, 'manageMasterUserPassword', true);
  },
  *judgeGraph(graph) {
    for (const resource of graph.ofType(instanceType, clusterType)) {
      if (!isReplica(resource)) yield* demandOwnKey(graph, resource, 'masterUserSecretKmsKeyId');
    }
  },
};
