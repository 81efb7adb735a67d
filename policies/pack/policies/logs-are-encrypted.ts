import { demandLink } from '../linked.ts';
import type { Policy } from '../policy.ts';

/** Unset, CloudWatch encrypts with a key of its own, that no policy of ours rules and whose use no log of ours shows. */
export const logsAreEncrypted: Policy = {
  id: 'logs-are-encrypted',
  requirement: 'Every log group is encrypted with a key of ours.',
  reason: 'Logs say who did what, and are copied more easily than data; with our key, who reads them is our decision.',
  source: 'PCI DSS 10.3.2; SOC 2 CC6.1; Checkov CKV_AWS_158',
  mend: 'set kmsKeyId to the ARN of the class’s key, and let the logs service use it in the key’s policy',
  types: [],
  *judgeGraph(graph) {
    for (const resource of graph.ofType('aws:cloudwatch/logGroup:LogGroup')) {
      yield* demandLink(graph, resource, 'kmsKeyId', 'kmsKeyId is not set: the logs are under a key that is not ours');
    }
  },
};
