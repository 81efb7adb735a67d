import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { loadBalancerIsBehindTheFirewall } from './load-balancer-is-behind-the-firewall.ts';

const block = { block: {} };
const balancer = (properties: Record<string, unknown> = {}) =>
  resource('aws:lb/loadBalancer:LoadBalancer', { arn: 'arn:balancer', ...properties }, { name: 'balancer' });
const association = (to: unknown = 'arn:balancer', urns = {}) =>
  resource(
    'aws:wafv2/webAclAssociation:WebAclAssociation',
    { resourceArn: to, webAclArn: 'arn:firewall' },
    { name: 'association', propertyDependencies: urns },
  );
const logging = resource(
  'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration',
  { resourceArn: 'arn:firewall' },
  { name: 'logging' },
);
const rate = (limit: unknown, more = {}) => ({
  action: block,
  statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', ...more } },
});
const body = (size: unknown, oversizeHandling = 'CONTINUE') => ({
  action: block,
  statement: {
    sizeConstraintStatement: { comparisonOperator: 'GT', size, fieldToMatch: { body: { oversizeHandling } } },
  },
});
const length = (size: unknown) => ({
  action: block,
  statement: {
    sizeConstraintStatement: {
      comparisonOperator: 'GT',
      size,
      fieldToMatch: { singleHeader: { name: 'content-length' } },
    },
  },
});
const path = {
  name: 'route',
  action: { allow: {} },
  statement: {
    andStatement: {
      statements: [
        { byteMatchStatement: { fieldToMatch: { uriPath: {} }, searchString: '/', positionalConstraint: 'EXACTLY' } },
      ],
    },
  },
};
const ofApps = {
  byteMatchStatement: { fieldToMatch: { uriPath: {} }, searchString: '/v1/', positionalConstraint: 'STARTS_WITH' },
};
const others = { notStatement: { statements: [ofApps] } };
const pattern = (regexString: string) => ({
  ...{ name: 'route', action: { allow: {} } },
  statement: { regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString } },
});
const firewall = (rules: unknown = [rate(30_000), body(1_048_576)], more: Record<string, unknown> = {}) =>
  resource(
    'aws:wafv2/webAcl:WebAcl',
    { arn: 'arn:firewall', scope: 'REGIONAL', defaultAction: block, rules, ...more },
    { name: 'firewall' },
  );
const behind = (...resources: ReturnType<typeof firewall>[]) => [balancer(), association(), logging, ...resources];
const noRate = (found: string) => `the policy asks for a rate rule that blocks at 30000, and there is ${found}`;
const noSize = (found: string) =>
  `the policy asks for a size rule that blocks over 1048576 bytes, and there is ${found}`;

testPolicy(loadBalancerIsBehindTheFirewall, {
  passes: {
    'all of it': behind(firewall()),
    'a path, after the limits': behind(
      firewall([
        { ...rate(30_000), priority: 0 },
        { ...body(1_048_576), priority: 1 },
        { ...path, priority: 2 },
      ]),
    ),
    'a size rule by Content-Length, which the firewall sees of every size': behind(firewall([rate(30_000), length(7)])),
    'a limit for what apps ask for, and one for the rest': behind(
      firewall([
        rate(30_000, { scopeDownStatement: others }),
        rate(1_000_000, { scopeDownStatement: ofApps }),
        body(1_048_576),
      ]),
    ),
    'a path with a part that differs': behind(
      firewall([
        { ...rate(30_000), priority: 0 },
        { ...body(1_048_576), priority: 1 },
        { ...pattern('^/v1/customers/[^/]+$'), priority: 2 },
      ]),
    ),
    'the window named': behind(firewall([rate(30_000, { evaluationWindowSec: 300 }), body(1_048_576)])),
    'rules that are resources of their own': [
      ...behind(firewall([])),
      ...[rate(30_000), body(1_048_576)].map((rule) =>
        resource('aws:wafv2/webAclRule:WebAclRule', { webAclArn: 'arn:firewall', ...rule }),
      ),
    ],
    'one that is not there yet': [
      balancer(),
      association(unknown, { resourceArn: [balancer().urn] }),
      logging,
      firewall(),
    ],
    'one that is not on the internet': [balancer({ internal: true })],
    'one that speaks no HTTP': [balancer({ loadBalancerType: 'network', internal: true })],
  },
  fails: {
    'one that speaks no HTTP, on the internet': {
      resources: [balancer({ loadBalancerType: 'network' })],
      problems: ['it is on the internet, and of a type that no firewall can stand before'],
    },
    'a rule that allows the world': {
      resources: behind(
        firewall([
          rate(30_000),
          body(1_048_576),
          { ...path, statement: { geoMatchStatement: { countryCodes: ['DE'] } } },
        ]),
      ),
      problems: ['the rule "route" allows more than one path'],
    },
    'a pattern that allows more than whole parts': {
      resources: behind(
        firewall([
          rate(30_000),
          body(1_048_576),
          pattern('^/v1/.*$'),
          pattern('/v1/customers'),
          pattern('^/|^/metrics$'),
        ]),
      ),
      problems: [1, 2, 3].map(() => 'the rule "route" allows more than one path'),
    },
    'no limit for what apps ask for': {
      resources: behind(firewall([rate(30_000, { scopeDownStatement: others }), body(1_048_576)])),
      problems: [noRate('one of 30000')],
    },
    'a rule that allows before the limits': {
      resources: behind(
        firewall([
          { ...path, priority: 0 },
          { ...rate(30_000), priority: 1 },
          { ...body(1_048_576), priority: 2 },
        ]),
      ),
      problems: ['the rule "route" allows before the rate and size rules block'],
    },
    'rules of another place': {
      resources: behind(
        firewall([
          rate(30_000),
          body(1_048_576),
          { name: 'theirs', statement: { ruleGroupReferenceStatement: { arn: 'arn:group' } } },
        ]),
      ),
      problems: ['the rule "theirs" is a group of rules, which nobody here can judge'],
    },
    'a limit for some only, or for all together': {
      resources: behind(
        firewall([
          rate(30_000, { scopeDownStatement: { geoMatchStatement: {} } }),
          rate(30_000, { aggregateKeyType: 'CONSTANT' }),
          body(1_048_576),
        ]),
      ),
      problems: [noRate('one of 30000')],
    },
    'no association': {
      resources: [balancer(), firewall(), logging],
      problems: ['it is on the internet, and no WebAclAssociation points at it'],
    },
    'an association of another one, under the other name of the type': {
      resources: [
        resource('aws:alb/loadBalancer:LoadBalancer', { arn: 'arn:other' }),
        association(),
        logging,
        firewall(),
      ],
      problems: ['it is on the internet, and no WebAclAssociation points at it'],
    },
    'all that no rule knows is let in': {
      resources: behind(firewall(undefined, { defaultAction: { allow: {} } })),
      problems: ['defaultAction is {"allow":{}}, and has to be block'],
    },
    'no log': {
      resources: [balancer(), association(), firewall()],
      problems: ['no WebAclLoggingConfiguration points at it'],
    },
    'no rules': { resources: behind(firewall([])), problems: [noRate('none'), noSize('none')] },
    'other numbers': {
      resources: behind(firewall([rate(30_001), body(2_097_152)])),
      problems: [noRate('one of 30001'), noSize('one of 2097152')],
    },
    'another window': {
      resources: behind(firewall([rate(30_000, { evaluationWindowSec: 60 }), body(1_048_576)])),
      problems: [noRate('one of 30000')],
    },
    'rules that only count': {
      resources: behind(firewall([rate(30_000), body(1_048_576)].map((rule) => ({ ...rule, action: { count: {} } })))),
      problems: [noRate('none'), noSize('none')],
    },
    'a size rule that takes what it cannot see for too large': {
      resources: behind(firewall([rate(30_000), body(1_048_576, 'MATCH')])),
      problems: ['oversizeHandling is "MATCH": every event larger than the firewall can see is lost'],
    },
    'rules as a text': {
      resources: behind(firewall([], { ruleJson: '[]' })),
      problems: ['ruleJson is set: nobody can judge its rules; write them as rules'],
    },
  },
  unverifiable: {
    'whose association it is is not known': {
      resources: [balancer(), association(unknown), logging, firewall()],
      problems: ['resourceArn is not known: unverifiable until up'],
    },
    'a firewall of another stack': {
      resources: [balancer(), association()],
      problems: ['webAclArn is not known: unverifiable until up'],
    },
    'rules that are not known': {
      resources: behind(firewall(unknown, { defaultAction: unknown })),
      problems: ['defaultAction is not known: unverifiable until up', 'rules is not known: unverifiable until up'],
    },
  },
});
