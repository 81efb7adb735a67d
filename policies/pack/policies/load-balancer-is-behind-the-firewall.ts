import { appRequestsPerAddressMax, requestsPerAddressMax, requestWindowSeconds } from '../../service.ts';
import { bodyBytesMax } from '../../webhook.ts';
import type { Graph } from '../graph.ts';
import { isApplicationLoadBalancer, loadBalancerTypes } from '../load-balancers.ts';
import { type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { holdsUnknown, isSet, type Resource, valueAt } from '../resource.ts';
import { demandPointing } from '../pointing.ts';

const associationType = 'aws:wafv2/webAclAssociation:WebAclAssociation';
const firewallType = 'aws:wafv2/webAcl:WebAcl';
const ruleType = 'aws:wafv2/webAclRule:WebAclRule';
const loggingType = 'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration';

/** A Content-Length of more digits than this is of a body that is too large, whatever the digits are. */
const lengthDigitsMax = String(bodyBytesMax).length;

export const loadBalancerIsBehindTheFirewall: Policy = {
  id: 'load-balancer-is-behind-the-firewall',
  requirement: 'A load balancer on the internet is behind a firewall that knows what may come in, and blocks the rest.',
  reason: 'What the service never sees costs it nothing: floods, scans, and bodies that are no event of Stripe’s.',
  source: 'PCI DSS 6.4.2; AWS Security Hub ELB.16, WAF.11; policies/service.ts; policies/webhook.ts',
  mend:
    'associate a WebAcl whose default is to block, with a rate rule of requestsPerAddressMax, a size rule of bodyBytesMax ' +
    'that never blocks what it cannot see, and a logging configuration',
  types: [],
  *judgeGraph(graph) {
    for (const loadBalancer of graph.ofType(...loadBalancerTypes)) {
      if (valueAt(loadBalancer, 'internal') === true) continue;
      if (!isApplicationLoadBalancer(loadBalancer)) {
        yield violation(loadBalancer, 'it is on the internet, and of a type that no firewall can stand before');
        continue;
      }
      const problem = 'it is on the internet, and no WebAclAssociation points at it';
      for (const association of yield* demandPointing(graph, loadBalancer, [associationType], 'resourceArn', problem)) {
        const firewalls = graph.targets(association, 'webAclArn').filter(({ type }) => type === firewallType);
        if (firewalls.length === 0) yield unverifiable(association, 'webAclArn');
        for (const firewall of firewalls) yield* judgeFirewall(graph, firewall);
      }
    }
  },
};

interface Rule {
  name?: unknown;
  priority?: unknown;
  action?: { allow?: unknown; block?: unknown };
  statement?: Match & {
    andStatement?: { statements?: readonly Match[] };
    ruleGroupReferenceStatement?: unknown;
    rateBasedStatement?: {
      limit?: unknown;
      evaluationWindowSec?: unknown;
      aggregateKeyType?: unknown;
      scopeDownStatement?: Match;
    };
    sizeConstraintStatement?: {
      comparisonOperator?: unknown;
      size?: unknown;
      fieldToMatch?: { body?: { oversizeHandling?: unknown }; singleHeader?: { name?: unknown } };
    };
  };
}

interface Match {
  byteMatchStatement?: {
    fieldToMatch?: { uriPath?: unknown };
    positionalConstraint?: unknown;
    searchString?: unknown;
  };
  regexMatchStatement?: { fieldToMatch?: { uriPath?: unknown }; regexString?: unknown };
  notStatement?: { statements?: readonly Match[] };
}

function* judgeFirewall(graph: Graph, firewall: Resource): Generator<Verdict> {
  const byDefault = valueAt(firewall, 'defaultAction');
  if (holdsUnknown(byDefault)) yield unverifiable(firewall, 'defaultAction');
  else if ((byDefault as Rule['action'])?.block === undefined) {
    yield violation(firewall, `defaultAction is ${shown(byDefault)}, and has to be block`);
  }
  if (graph.pointingAt(firewall, [loggingType], 'resourceArn').length === 0) {
    yield violation(firewall, 'no WebAclLoggingConfiguration points at it');
  }
  if (isSet(valueAt(firewall, 'ruleJson'))) {
    yield violation(firewall, 'ruleJson is set: nobody can judge its rules; write them as rules');
    return;
  }
  const separate = graph.pointingAt(firewall, [ruleType], 'webAclArn').map(({ properties }) => properties);
  const listed = valueAt(firewall, 'rules') ?? [];
  if (holdsUnknown(listed) || holdsUnknown(separate)) {
    yield unverifiable(firewall, 'rules');
    return;
  }
  yield* judgeRules(firewall, [...(listed as Rule[]), ...(separate as Rule[])]);
}

function* judgeRules(firewall: Resource, rules: readonly Rule[]): Generator<Verdict> {
  const blocking = rules.filter(({ action }) => action?.block !== undefined);
  const rates = blocking.flatMap(({ statement }) => statement?.rateBasedStatement ?? []);
  const counted = rates.filter(
    ({ evaluationWindowSec, aggregateKeyType }) =>
      (evaluationWindowSec ?? requestWindowSeconds) === requestWindowSeconds && (aggregateKeyType ?? 'IP') === 'IP',
  );
  const limits = (scope: (statement: Match | undefined) => boolean, wanted: number) =>
    counted.some(({ limit, scopeDownStatement }) => limit === wanted && scope(scopeDownStatement));
  // What apps ask for may have a limit of its own, so long as each request falls under one of the two.
  const limitsBoth =
    limits((scope) => isOfApps(scope?.notStatement?.statements?.[0]), requestsPerAddressMax) &&
    limits(isOfApps, appRequestsPerAddressMax);
  if (!limits((scope) => scope === undefined, requestsPerAddressMax) && !limitsBoth) {
    const found = rates.length === 0 ? 'none' : `one of ${shown(rates[0]!.limit)}`;
    yield violation(
      firewall,
      `the policy asks for a rate rule that blocks at ${requestsPerAddressMax}, and there is ${found}`,
    );
  }
  const sizes = blocking.flatMap(({ statement }) => statement?.sizeConstraintStatement ?? []);
  const isTheSize = ({ comparisonOperator, size, fieldToMatch }: (typeof sizes)[number]) =>
    comparisonOperator === 'GT' &&
    (fieldToMatch?.body === undefined
      ? fieldToMatch?.singleHeader?.name === 'content-length' && size === lengthDigitsMax
      : size === bodyBytesMax);
  if (!sizes.some(isTheSize)) {
    const found = sizes.length === 0 ? 'none' : `one of ${shown(sizes[0]!.size)}`;
    yield violation(
      firewall,
      `the policy asks for a size rule that blocks over ${bodyBytesMax} bytes, and there is ${found}`,
    );
  }
  if (sizes.some(({ fieldToMatch }) => fieldToMatch?.body?.oversizeHandling === 'MATCH')) {
    yield violation(firewall, 'oversizeHandling is "MATCH": every event larger than the firewall can see is lost');
  }
  yield* judgeAllowing(firewall, rules);
}

/** The first rule that says something ends it: one that allows comes after those that block, and knows its path. */
function* judgeAllowing(firewall: Resource, rules: readonly Rule[]): Generator<Verdict> {
  const isLimit = ({ action, statement }: Rule) =>
    action?.block !== undefined &&
    (statement?.rateBasedStatement !== undefined || statement?.sizeConstraintStatement !== undefined);
  const lastLimit = Math.max(...rules.filter(isLimit).map(({ priority }) => Number(priority ?? 0)));
  for (const { name, priority, action, statement } of rules) {
    if (statement?.ruleGroupReferenceStatement !== undefined) {
      yield violation(firewall, `the rule ${shown(name)} is a group of rules, which nobody here can judge`);
    }
    if (action?.allow === undefined) continue;
    if (![statement, ...(statement?.andStatement?.statements ?? [])].some(isOnePath)) {
      yield violation(firewall, `the rule ${shown(name)} allows more than one path`);
    }
    if (Number(priority ?? Infinity) < lastLimit) {
      yield violation(firewall, `the rule ${shown(name)} allows before the rate and size rules block`);
    }
  }
}

/** Of one path, or of paths that differ in whole parts only: a customer's name, say. */
function isOnePath(match: Match | undefined): boolean {
  const { fieldToMatch, positionalConstraint } = match?.byteMatchStatement ?? {};
  if (fieldToMatch?.uriPath !== undefined && positionalConstraint === 'EXACTLY') return true;
  const { fieldToMatch: matched, regexString } = match?.regexMatchStatement ?? {};
  return matched?.uriPath !== undefined && /^\^(\/([a-z\d-]+|\[\^\/\]\+))+\$$/.test(String(regexString));
}

function isOfApps(match: Match | undefined): boolean {
  const { fieldToMatch, positionalConstraint, searchString } = match?.byteMatchStatement ?? {};
  return fieldToMatch?.uriPath !== undefined && positionalConstraint === 'STARTS_WITH' && searchString === '/v1/';
}
