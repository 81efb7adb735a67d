import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { Listener } from '@pulumi/aws/lb/listener.js';
import { LoadBalancer } from '@pulumi/aws/lb/loadBalancer.js';
import { TargetGroup } from '@pulumi/aws/lb/targetGroup.js';
import { SecurityGroupEgressRule } from '@pulumi/aws/vpc/securityGroupEgressRule.js';
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js';
import type { Output, Resource } from '@pulumi/pulumi';
import { loadBalancerRole, roleTag } from '../../policies/tags.ts';
import { healthEverySeconds, healthFailuresMax, healthSecondsMax } from '../../policies/tasks.ts';
import { drainSecondsMax } from '../../policies/webhook.ts';
import type { DataStores } from '../components/data-stores.ts';
import { balancerLogs } from '../components/log-bucket.ts';
import { nameOf } from '../components/names.ts';
import { httpsPort } from '../components/task-group.ts';
import type { BillingSurroundings } from './service.ts';

/** The way in. */
export interface Balancer {
  loadBalancer: LoadBalancer;
  group: SecurityGroup;
  targetGroup: TargetGroup;
  listeners: Resource[];
}

interface Behind {
  port: number;
  group: SecurityGroup;
  publicSubnetIds: Output<string[]>;
}

const httpPort = 80;
/** TLS 1.3, and 1.2 with forward secrecy only: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const tlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';

/** A load balancer that the world reaches over TLS, and that reaches the service alone. */
export function makeLoadBalancer(
  { databaseClass, configuration, network, options }: BillingSurroundings,
  { buckets }: DataStores,
  { port, group: service, publicSubnetIds }: Behind,
): Balancer {
  const name = nameOf(databaseClass, configuration.stack);
  const group = new SecurityGroup(
    'load-balancer',
    {
      name: `${name}-load-balancer`,
      description: `${databaseClass}: load balancer`,
      vpcId: network.vpcId,
      tags: { Name: `${name}-load-balancer`, [roleTag]: loadBalancerRole },
    },
    options,
  );
  const ways = [
    fromWorld(group, httpsPort, 'https', options),
    fromWorld(group, httpPort, 'http, to be sent to https', options),
    new SecurityGroupEgressRule(
      'load-balancer-to-service',
      {
        securityGroupId: group.id,
        description: 'service',
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        referencedSecurityGroupId: service.id,
      },
      options,
    ),
  ];
  const loadBalancer = new LoadBalancer(
    'load-balancer',
    {
      name,
      loadBalancerType: 'application',
      internal: false,
      subnets: publicSubnetIds,
      securityGroups: [group.id],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: true,
      // Where the firewall cannot be asked, nothing passes unseen: Stripe tries again.
      enableWafFailOpen: false,
      accessLogs: { bucket: buckets.logs.bucket, prefix: balancerLogs, enabled: true },
    },
    { ...options, dependsOn: [...ways, buckets.logsPolicy] },
  );
  const targetGroup = new TargetGroup(
    'service',
    {
      name,
      port,
      protocol: 'HTTP',
      targetType: 'ip',
      vpcId: network.vpcId,
      deregistrationDelay: drainSecondsMax,
      healthCheck: {
        path: '/readyz',
        matcher: '200',
        interval: healthEverySeconds,
        timeout: healthSecondsMax,
        healthyThreshold: 2,
        unhealthyThreshold: healthFailuresMax,
      },
    },
    options,
  );
  const https = new Listener(
    'https',
    {
      loadBalancerArn: loadBalancer.arn,
      port: httpsPort,
      protocol: 'HTTPS',
      sslPolicy: tlsPolicy,
      certificateArn: configuration.certificateArn,
      defaultActions: [{ type: 'forward', targetGroupArn: targetGroup.arn }],
    },
    options,
  );
  const http = new Listener(
    'http',
    {
      loadBalancerArn: loadBalancer.arn,
      port: httpPort,
      protocol: 'HTTP',
      defaultActions: [
        { type: 'redirect', redirect: { protocol: 'HTTPS', port: String(httpsPort), statusCode: 'HTTP_301' } },
      ],
    },
    options,
  );
  return { loadBalancer, group, targetGroup, listeners: [https, http] };
}

function fromWorld(
  group: SecurityGroup,
  port: number,
  description: string,
  options: BillingSurroundings['options'],
): SecurityGroupIngressRule {
  return new SecurityGroupIngressRule(
    `load-balancer-${port}`,
    {
      securityGroupId: group.id,
      description,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      cidrIpv4: '0.0.0.0/0',
    },
    options,
  );
}
