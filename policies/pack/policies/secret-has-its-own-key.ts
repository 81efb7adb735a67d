import { demandOwnKey } from '../pointer.ts';
import { demand, type Policy, unverifiable } from '../policy.ts';
import { unknown, valueAt } from '../resource.ts';

const types = ['aws:secretsmanager/secret:Secret'];

/** Unset is AWS’s own key, which everybody in the account with a right to secrets may use; an unset window is thirty days. */
export const secretHasItsOwnKey: Policy = {
  id: 'secret-has-its-own-key',
  requirement:
    'A secret, and each copy of it, is encrypted with our own key, and is not gone at once when it is deleted.',
  reason: 'With a key of its own a reader needs two rights; and a deleted password takes every task down with it.',
  source: 'PCI DSS 3.6.1, 8.3.2; SOC 2 CC6.1; Checkov CKV_AWS_149',
  mend: 'set kmsKeyId to the ARN of the stack’s key, and leave recoveryWindowInDays out or above 0',
  types,
  *judgeResource(secret) {
    yield* demand(
      secret,
      'recoveryWindowInDays',
      (days) => days === undefined || (typeof days === 'number' && days > 0),
      (days) => `recoveryWindowInDays is ${days}, and the policy asks for days to think again`,
    );
  },
  *judgeGraph(graph) {
    for (const secret of graph.ofType(...types)) {
      yield* demandOwnKey(graph, secret, 'kmsKeyId');
      const replicas = valueAt(secret, 'replicas');
      if (replicas === unknown) yield unverifiable(secret, 'replicas');
      for (const index of Array.isArray(replicas) ? replicas.keys() : []) {
        yield* demandOwnKey(graph, secret, `replicas.${index}.kmsKeyId`);
      }
    }
  },
};
