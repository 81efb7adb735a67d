import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { securityGroupIsNotOpen } from './security-group-is-not-open.ts';

const door = { tags: { 'bulkhead:role': 'load-balancer' } };
const group = (properties: Record<string, unknown> = {}, type = 'securityGroup:SecurityGroup') =>
  resource(`aws:ec2/${type}`, properties, { name: 'group', id: 'sg-1' });
const rule = (properties: Record<string, unknown>, urns = {}) =>
  resource(
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    { securityGroupId: 'sg-1', ipProtocol: 'tcp', ...properties },
    { name: 'rule', propertyDependencies: urns },
  );
const oldRule = (properties: Record<string, unknown>) =>
  resource('aws:ec2/securityGroupRule:SecurityGroupRule', { securityGroupId: 'sg-1', protocol: 'tcp', ...properties });
const at = (port: number) => ({ fromPort: port, toPort: port });
const inline = (port: number, sources: Record<string, unknown>) => ({
  ingress: [{ protocol: 'tcp', ...at(port), ...sources }],
});

testPolicy(securityGroupIsNotOpen, {
  passes: {
    'the load balancer in its group': [
      group(door),
      resource('aws:lb/loadBalancer:LoadBalancer', { securityGroups: ['sg-1'] }),
    ],
    'the load balancer’s two ports': [
      group(door),
      rule({ cidrIpv4: '0.0.0.0/0', ...at(443) }),
      rule({ cidrIpv6: '::/0', ...at(80) }),
      oldRule({ type: 'ingress', cidrBlocks: ['0.0.0.0/0'], ...at(443) }),
    ],
    'the load balancer’s, inline': [group({ ...door, ...inline(443, { cidrBlocks: ['0.0.0.0/0'] }) })],
    'a private network': [group(inline(3306, { cidrBlocks: ['10.0.0.0/8'] }))],
    'a way out': [group(), oldRule({ type: 'egress', cidrBlocks: ['0.0.0.0/0'], ...at(443) })],
    'another group': [group(), rule({ referencedSecurityGroupId: 'sg-2', ...at(3306) })],
    nothing: [group()],
  },
  fails: {
    'a task behind the load balancer’s tag': {
      resources: [
        group(door),
        resource(
          'aws:ecs/service:Service',
          { networkConfiguration: { securityGroups: ['sg-1'] } },
          { name: 'service' },
        ),
      ],
      problems: ['it is tagged as the load balancer’s, and service is in it, which is none'],
    },
    'everybody, inline': {
      resources: [group(inline(3306, { cidrBlocks: ['0.0.0.0/0'] }))],
      problems: ['ingress.0.cidrBlocks lets in 0.0.0.0/0 at port 3306'],
    },
    'everybody, by IPv6': {
      resources: [group(inline(22, { ipv6CidrBlocks: ['::/0'] }))],
      problems: ['ingress.0.ipv6CidrBlocks lets in ::/0 at port 22'],
    },
    'everybody, by a rule of its own': {
      resources: [group(), rule({ cidrIpv4: '0.0.0.0/0', fromPort: 0, toPort: 65_535 })],
      problems: ['cidrIpv4 lets in 0.0.0.0/0 at ports 0-65535'],
    },
    'everybody, by the older kind of rule': {
      resources: [group(), oldRule({ type: 'ingress', cidrBlocks: ['10.0.0.0/8', '0.0.0.0/0'], ...at(3306) })],
      problems: ['cidrBlocks lets in 0.0.0.0/0 at port 3306'],
    },
    'every protocol of the load balancer’s': {
      resources: [group(door), rule({ cidrIpv4: '0.0.0.0/0', ipProtocol: '-1' })],
      problems: ['cidrIpv4 lets in 0.0.0.0/0 at every port'],
    },
    'another port of the load balancer’s': {
      resources: [group(door), rule({ cidrIpv4: '0.0.0.0/0', ...at(8080) })],
      problems: ['cidrIpv4 lets in 0.0.0.0/0 at port 8080'],
    },
    'HTTPS of a group that is no load balancer’s': {
      resources: [group(), rule({ cidrIpv4: '0.0.0.0/0', ...at(443) })],
      problems: ['cidrIpv4 lets in 0.0.0.0/0 at port 443'],
    },
    'the half of the internet': {
      resources: [group(), rule({ cidrIpv4: '128.0.0.0/1', ...at(3306) })],
      problems: ['cidrIpv4 lets in 128.0.0.0/1 at port 3306'],
    },
    'the default group': {
      resources: [group(inline(3306, { cidrBlocks: ['0.0.0.0/0'] }), 'defaultSecurityGroup:DefaultSecurityGroup')],
      problems: ['ingress.0.cidrBlocks lets in 0.0.0.0/0 at port 3306'],
    },
  },
  unverifiable: {
    'inline rules that are not known': {
      resources: [group({ ingress: unknown })],
      problems: ['ingress is not known: unverifiable until up'],
    },
    'a block that is not known': {
      resources: [group(), rule({ cidrIpv4: unknown, ...at(3306) })],
      problems: ['cidrIpv4 is not known: unverifiable until up'],
    },
  },
});
