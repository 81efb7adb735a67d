import { listenerRuleTypes, listenerTypes } from '../load-balancers.ts';
import { demand, type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { type Resource, type Unknown, unknown, valueAt } from '../resource.ts';

/** Families of AWS’s policies that begin at TLS 1.2 or 1.3; those with 1-0 and 1-1 in the name begin earlier. */
const modern = /^ELBSecurityPolicy-TLS13-1-[23]-/;

/** Unset, an application load balancer’s listener is HTTP, and the policy of an HTTPS one is from 2016. */
export const loadBalancerSpeaksModernTls: Policy = {
  id: 'load-balancer-speaks-modern-tls',
  requirement: 'The load balancer takes requests over TLS 1.2 or 1.3 only; plain HTTP gets a redirect.',
  reason: 'Older versions are broken, and what comes in plain can be read and changed on the way.',
  source: 'PCI DSS 4.2.1; AWS Security Hub ELB.1, ELB.17',
  mend: 'set protocol to HTTPS and sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06 or a later one, or redirect to HTTPS',
  types: listenerTypes,
  *judgeResource(resource) {
    const protocol = valueAt(resource, 'protocol') ?? 'HTTP';
    if (protocol === unknown) yield unverifiable(resource, 'protocol');
    else if (protocol === 'HTTP') yield* judgeRedirects(resource, 'defaultActions');
    else if (protocol === 'HTTPS' || protocol === 'TLS') {
      yield* demand(
        resource,
        'sslPolicy',
        (policy) => modern.test(String(policy)),
        (policy) => `sslPolicy is ${policy}, and has to begin with ELBSecurityPolicy-TLS13-1-2 or -1-3`,
      );
    } else yield violation(resource, `protocol is ${shown(protocol)}, and has to be HTTPS`);
  },
  *judgeGraph(graph) {
    for (const rule of graph.ofType(...listenerRuleTypes)) {
      const isPlain = graph
        .targets(rule, 'listenerArn')
        .some(
          (listener) => listenerTypes.includes(listener.type) && (valueAt(listener, 'protocol') ?? 'HTTP') === 'HTTP',
        );
      if (isPlain) yield* judgeRedirects(rule, 'actions');
    }
  },
};

/** Unset, a redirect keeps the protocol: it would lead to HTTP again. */
function* judgeRedirects(resource: Resource, path: string): Generator<Verdict> {
  const actions = valueAt(resource, path);
  const all = Array.isArray(actions) && actions.length > 0 ? actions.map(redirects) : [actions === unknown && unknown];
  if (all.includes(false)) yield violation(resource, `protocol is "HTTP", and ${path} do not all redirect to HTTPS`);
  else if (all.includes(unknown)) yield unverifiable(resource, path);
}

/** Whether an action redirects to HTTPS; what is not known of it may be anything but what matters. */
function redirects(action: unknown): boolean | Unknown {
  if (action === unknown) return unknown;
  const { type, redirect } = action as { type?: unknown; redirect?: { protocol?: unknown } | Unknown };
  if (type === unknown) return unknown;
  if (type !== 'redirect') return false;
  const protocol = redirect === unknown ? unknown : redirect?.protocol;
  return protocol === unknown ? unknown : protocol === 'HTTPS';
}
