import { demandLink } from '../linked.ts';
import { loadBalancerTypes } from '../load-balancers.ts';
import { demand, type Policy } from '../policy.ts';

/** Unset, there are no logs, even with a bucket, and anybody who may delete load balancers may delete it. */
export const loadBalancerLogsAndStays: Policy = {
  id: 'load-balancer-logs-and-stays',
  requirement: 'Every request to the load balancer is logged, and it cannot be deleted by mistake.',
  reason:
    'The access log is the only record of requests that never reached the service; without the door no event comes in.',
  source: 'PCI DSS 10.2.1; AWS Security Hub ELB.5, ELB.6',
  mend: 'set accessLogs with enabled: true and a bucket, and enableDeletionProtection to true',
  types: loadBalancerTypes,
  *judgeResource(resource) {
    for (const path of ['accessLogs.enabled', 'enableDeletionProtection']) {
      yield* demand(
        resource,
        path,
        (value) => value === true,
        (value) => `${path} is ${value}, and has to be true`,
      );
    }
  },
  *judgeGraph(graph) {
    for (const resource of graph.ofType(...loadBalancerTypes)) {
      yield* demandLink(graph, resource, 'accessLogs.bucket', 'accessLogs.bucket is not set: the log goes nowhere');
    }
  },
};
