import { clusterInstanceType, clusterType, instanceType } from '../database-types.ts';
import { demandOwnKey } from '../pointer.ts';
import { demandValue, type Policy } from '../policy.ts';
import { valueAt } from '../resource.ts';

const types = [instanceType, clusterType, clusterInstanceType];

/** Unset is unencrypted to RDS; unset for the key is AWS’s own, whose policy nobody of ours can change. */
export const databaseIsEncrypted: Policy = {
  id: 'database-is-encrypted',
  requirement:
    'A database’s storage, and what Performance Insights keeps of its statements, is encrypted with our own key.',
  reason: 'Whoever gets at a disk, a snapshot or a copy of it reads nothing without a key that we can take away.',
  source: 'PCI DSS 3.6.1; GDPR 32(1)(a); Checkov CKV_AWS_16, CKV_AWS_354',
  mend: 'set storageEncrypted: true, kmsKeyId and, with Performance Insights, performanceInsightsKmsKeyId to the ARN of the stack’s key',
  types,
  *judgeGraph(graph) {
    for (const resource of graph.ofType(...types)) {
      if (resource.type !== clusterInstanceType) {
        yield* demandValue(resource, 'storageEncrypted', true);
        yield* demandOwnKey(graph, resource, 'kmsKeyId');
      }
      const insights = valueAt(resource, 'performanceInsightsEnabled');
      if (insights !== undefined && insights !== false)
        yield* demandOwnKey(graph, resource, 'performanceInsightsKmsKeyId');
    }
  },
};
