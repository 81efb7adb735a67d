import { loadBalancerRole, roleTag } from '../../tags.ts';
import { isForAnybody } from '../cidr.ts';
import { groupMembersIn } from '../group-members.ts';
import { loadBalancerTypes } from '../load-balancers.ts';
import { type Policy, unverifiable, violation } from '../policy.ts';
import { type IngressRule, ingressRules, portsShown } from '../security-group-rules.ts';
import { tagOf } from '../resource.ts';

/** HTTPS, and HTTP for the redirect to it. */
const publicPorts = [443, 80];

export const securityGroupIsNotOpen: Policy = {
  id: 'security-group-is-not-open',
  requirement: 'Nobody comes in from the internet, but to the load balancer’s ports for HTTPS and its redirect.',
  reason: 'A port that is open to all is tried within minutes, by programs that try all of them.',
  source: 'PCI DSS 1.3.1, 1.4.2; AWS Security Hub EC2.18, EC2.19; Checkov CKV_AWS_260',
  mend: 'name the security group that has to come in; or tag the load balancer’s group with bulkhead:role = load-balancer',
  types: [],
  *judgeGraph(graph) {
    for (const rule of ingressRules(graph)) {
      const open = rule.cidrs.find(isForAnybody);
      if (open !== undefined && !isPublicDoor(rule)) {
        yield violation(rule.resource, `${rule.path} lets in ${open} at ${portsShown(rule.ports)}`);
      } else if (rule.isUndecided) yield unverifiable(rule.resource, rule.path);
    }
    for (const [group, members] of groupMembersIn(graph)) {
      if (tagOf(group, roleTag) !== loadBalancerRole) continue;
      const other = [...members].find(({ type }) => !loadBalancerTypes.includes(type));
      if (other !== undefined) {
        yield violation(group, `it is tagged as the load balancer’s, and ${other.name} is in it, which is none`);
      }
    }
  },
};

function isPublicDoor({ opens, ports: { first, last } }: IngressRule): boolean {
  const isForRequests = first !== undefined && first === last && publicPorts.includes(first);
  return isForRequests && opens.length > 0 && opens.every((group) => tagOf(group, roleTag) === loadBalancerRole);
}
