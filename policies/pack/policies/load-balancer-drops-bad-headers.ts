import { isApplicationLoadBalancer, loadBalancerTypes } from '../load-balancers.ts';
import { demand, type Policy } from '../policy.ts';

/** Unset, AWS passes invalid headers on, and is `defensive` about requests that two parsers would read differently. */
export const loadBalancerDropsBadHeaders: Policy = {
  id: 'load-balancer-drops-bad-headers',
  requirement: 'The load balancer lets no request through that the service might read differently.',
  reason: 'A request that is one to the load balancer and two to the service smuggles the second one past every rule.',
  source: 'AWS Security Hub ELB.4, ELB.12; PCI DSS 6.2.4',
  mend: 'set dropInvalidHeaderFields to true, and desyncMitigationMode to defensive or strictest',
  types: loadBalancerTypes,
  *judgeResource(resource) {
    if (!isApplicationLoadBalancer(resource)) return;
    yield* demand(
      resource,
      'dropInvalidHeaderFields',
      (drops) => drops === true,
      (drops) => `dropInvalidHeaderFields is ${drops}, and has to be true`,
    );
    yield* demand(
      resource,
      'desyncMitigationMode',
      (mode) => mode === undefined || mode === 'defensive' || mode === 'strictest',
      (mode) => `desyncMitigationMode is ${mode}, and has to be defensive or strictest`,
    );
  },
};
