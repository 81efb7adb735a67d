import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { loadBalancerSpeaksModernTls } from './load-balancer-speaks-modern-tls.ts';

const listener = (properties: Record<string, unknown>, of = 'lb') =>
  resource(`aws:${of}/listener:Listener`, properties, { name: 'listener' });
const rule = (properties: Record<string, unknown>, urns = {}) =>
  resource('aws:lb/listenerRule:ListenerRule', properties, { name: 'rule', propertyDependencies: urns });
const toHttps = [{ type: 'redirect', redirect: { protocol: 'HTTPS', statusCode: 'HTTP_301' } }];
const forward = [{ type: 'forward', targetGroupArn: 'arn:…' }];
const policyProblem = (policy: string) =>
  `sslPolicy is ${policy}, and has to begin with ELBSecurityPolicy-TLS13-1-2 or -1-3`;

testPolicy(loadBalancerSpeaksModernTls, {
  passes: {
    'TLS 1.2 and 1.3': [listener({ protocol: 'HTTPS', sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' })],
    'TLS 1.3 alone': [listener({ protocol: 'HTTPS', sslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' })],
    'with post-quantum key exchange': [
      listener({ protocol: 'TLS', sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' }),
    ],
    'a redirect': [
      listener({ protocol: 'HTTP', defaultActions: toHttps }),
      rule({ listenerArn: 'x', actions: forward }),
    ],
    'a rule of an HTTPS listener that forwards': [
      listener({ protocol: 'HTTPS', sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', arn: 'arn:tls' }),
      rule({ listenerArn: 'arn:tls', actions: forward }),
    ],
  },
  fails: {
    'TLS 1.0 among others': {
      resources: [listener({ protocol: 'HTTPS', sslPolicy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' })],
      problems: [policyProblem('"ELBSecurityPolicy-TLS13-1-0-2021-06"')],
    },
    'the policy not set, which is one from 2016': {
      resources: [listener({ protocol: 'HTTPS' }, 'alb')],
      problems: [policyProblem('not set')],
    },
    'plain, and not set is plain': {
      resources: [listener({ protocol: 'HTTP', defaultActions: forward }), listener({ defaultActions: forward })],
      problems: [
        'protocol is "HTTP", and defaultActions do not all redirect to HTTPS',
        'protocol is "HTTP", and defaultActions do not all redirect to HTTPS',
      ],
    },
    'a redirect that keeps the protocol': {
      resources: [listener({ protocol: 'HTTP', defaultActions: [{ type: 'redirect', redirect: { path: '/' } }] })],
      problems: ['protocol is "HTTP", and defaultActions do not all redirect to HTTPS'],
    },
    'raw TCP': { resources: [listener({ protocol: 'TCP' })], problems: ['protocol is "TCP", and has to be HTTPS'] },
    'a rule that forwards what came in plain': {
      resources: [
        listener({ protocol: 'HTTP', defaultActions: toHttps }),
        rule({ listenerArn: unknown, actions: forward }, { listenerArn: [listener({}).urn] }),
      ],
      problems: ['protocol is "HTTP", and actions do not all redirect to HTTPS'],
    },
  },
  unverifiable: {
    'the protocol is not known': {
      resources: [listener({ protocol: unknown })],
      problems: ['protocol is not known: unverifiable until up'],
    },
    'the policy is not known': {
      resources: [listener({ protocol: 'HTTPS', sslPolicy: unknown })],
      problems: ['sslPolicy is not known: unverifiable until up'],
    },
    'where it redirects is not known': {
      resources: [
        listener({ protocol: 'HTTP', defaultActions: [{ type: 'redirect', redirect: { protocol: unknown } }] }),
      ],
      problems: ['defaultActions is not known: unverifiable until up'],
    },
  },
});
