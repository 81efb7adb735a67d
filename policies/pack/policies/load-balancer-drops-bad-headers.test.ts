import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { loadBalancerDropsBadHeaders } from './load-balancer-drops-bad-headers.ts';

const balancer = (properties: Record<string, unknown>, of = 'lb') =>
  resource(`aws:${of}/loadBalancer:LoadBalancer`, properties);

testPolicy(loadBalancerDropsBadHeaders, {
  passes: {
    'dropped, and defensive by default': [balancer({ dropInvalidHeaderFields: true })],
    strictest: [balancer({ dropInvalidHeaderFields: true, desyncMitigationMode: 'strictest' })],
    'a network load balancer, which reads no headers': [balancer({ loadBalancerType: 'network' })],
  },
  fails: {
    'not set': { resources: [balancer({})], problems: ['dropInvalidHeaderFields is not set, and has to be true'] },
    'under the other name of the type': {
      resources: [balancer({ dropInvalidHeaderFields: false }, 'alb')],
      problems: ['dropInvalidHeaderFields is false, and has to be true'],
    },
    'monitored only': {
      resources: [balancer({ dropInvalidHeaderFields: true, desyncMitigationMode: 'monitor' })],
      problems: ['desyncMitigationMode is "monitor", and has to be defensive or strictest'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [balancer({ dropInvalidHeaderFields: unknown, desyncMitigationMode: unknown })],
      problems: [
        'dropInvalidHeaderFields is not known: unverifiable until up',
        'desyncMitigationMode is not known: unverifiable until up',
      ],
    },
  },
});
