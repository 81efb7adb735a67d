import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js';
import { Service } from '@pulumi/aws/ecs/service.js';
import type { Output } from '@pulumi/pulumi';
import { healthyPercentMin, runningPercentMax } from '../../policies/service.ts';
import { healthEverySeconds, healthFailuresMax, healthSecondsMax, serviceGraceSeconds } from '../../policies/tasks.ts';
import { publicRoutes } from '../../service/routes.ts';
import type { Compute } from '../components/compute.ts';
import type { DataStores } from '../components/data-stores.ts';
import { nameOf } from '../components/names.ts';
import { databaseUser, type Environment } from '../components/secret-reference.ts';
import type { Surroundings } from '../components/surroundings.ts';
import { environmentOf, makeTask } from '../components/task.ts';
import { makeTaskGroup, tasksReach } from '../components/task-group.ts';
import type { BillingConfiguration } from '../configuration/schema.ts';
import { makeDashboard } from './dashboard.ts';
import { makeFirewall } from './firewall.ts';
import { makeLoadBalancer } from './load-balancer.ts';
import { failWhereRolledBack } from './rolled-back.ts';
import { makeScaling } from './scaling.ts';
import { makeServiceAlarms } from './service-alarms.ts';
import { readMinutes } from './service-metrics.ts';

/** What everything of billing's service is made for. */
export interface BillingSurroundings extends Surroundings {
  configuration: BillingConfiguration;
}

/** Where the service listens inside its task. */
const port = 4242;

/**
 * The service that takes Stripe's webhooks: two tasks or more without a public address, a load balancer and a firewall
 * before them, and alarms for what a runbook answers. Returns where it is reached, for the stack's outputs.
 */
export function makeService(
  surroundings: BillingSurroundings,
  stores: DataStores,
  { cluster, topics, stripe, databasePrepared }: Compute,
  publicSubnetIds: Output<string[]>,
): { serviceUrl: string; webhookUrl: string } {
  const { databaseClass, configuration, network, options } = surroundings;
  if (stripe === undefined) throw new Error('billing has no secrets of Stripe’s');
  const { group, rules } = makeTaskGroup(surroundings, stores, 'service', [...tasksReach, 'stripe']);
  const balancer = makeLoadBalancer(surroundings, stores, { port, group, publicSubnetIds });
  makeFirewall(surroundings, stores, balancer.loadBalancer);
  const task = makeTask(surroundings, stores, 'service', {
    words: ['serve'],
    environment: environmentOf(
      listening(configuration),
      databaseUser(surroundings, stores, 'app'),
      stripe.webhook,
      stripe.api,
      stripe.apps,
    ),
    statements: [],
    listens: { port, healthCheck },
    size: { processorUnits: configuration.taskProcessorUnits, memoryMib: configuration.taskMemoryMib },
  });
  const fromBalancer = new SecurityGroupIngressRule(
    'service-from-load-balancer',
    {
      securityGroupId: group.id,
      description: 'load balancer',
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      referencedSecurityGroupId: balancer.group.id,
    },
    options,
  );
  const service = new Service(
    'service',
    {
      name: nameOf(databaseClass, configuration.stack, 'service'),
      cluster: cluster.arn,
      taskDefinition: task.definition.arn,
      desiredCount: configuration.tasksLeast,
      launchType: 'FARGATE',
      networkConfiguration: {
        subnets: network.privateSubnetIds,
        securityGroups: [group.id],
        assignPublicIp: false,
      },
      loadBalancers: [{ targetGroupArn: balancer.targetGroup.arn, containerName: task.name, containerPort: port }],
      healthCheckGracePeriodSeconds: serviceGraceSeconds,
      deploymentMinimumHealthyPercent: healthyPercentMin,
      deploymentMaximumPercent: runningPercentMax,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: 'ENABLED',
      enableExecuteCommand: false,
      propagateTags: 'SERVICE',
      waitForSteadyState: true,
    },
    {
      ...options,
      // How many there are is the scaling's to say, between the least and the most.
      ignoreChanges: ['desiredCount'],
      dependsOn: [...rules, fromBalancer, ...balancer.listeners, ...task.ready, ...databasePrepared],
    },
  );
  failWhereRolledBack(service.taskDefinition, task.definition.arn);
  const metrics = readMinutes(surroundings, task.logs);
  makeScaling(surroundings, service, metrics);
  makeServiceAlarms(surroundings, topics, balancer, metrics);
  makeDashboard(surroundings, stores, balancer, metrics);
  const serviceUrl = `https://${configuration.domainName}`;
  return { serviceUrl, webhookUrl: `${serviceUrl}${publicRoutes.webhook.path}` };
}

/** All variables of service/config.ts that are no secret and not the database's: nothing is left to its default. */
function listening({ stripeMode }: BillingConfiguration): Environment {
  return { plain: { HOST: '0.0.0.0', PORT: String(port), LOG_LEVEL: 'info', STRIPE_MODE: stripeMode }, secret: {} };
}

/**
 * Whether the process lives, asked by node itself: the image has no curl. Not /readyz, which asks the database too: a
 * database that is away would have ECS replace healthy tasks for ever. The load balancer asks that one.
 */
const healthCheck = {
  command: [
    'CMD',
    'node',
    '-e',
    `fetch('http://127.0.0.1:${port}/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`,
  ],
  interval: healthEverySeconds,
  timeout: healthSecondsMax,
  retries: healthFailuresMax,
  startPeriod: serviceGraceSeconds,
};
