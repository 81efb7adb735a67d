import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { taskDefinition } from '../testing/task-definition.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { serviceSurvivesATask } from './service-survives-a-task.ts';

const subnet = (name: string, availabilityZone: unknown) =>
  resource('aws:ec2/subnet:Subnet', { availabilityZone }, { name, id: name });
const zones = [subnet('subnet-a', 'eu-central-1a'), subnet('subnet-b', 'eu-central-1b')];
const group = resource('aws:lb/targetGroup:TargetGroup', {}, { name: 'group', id: 'group' });
const checked = { healthCheck: { command: ['CMD', 'true'] } };
const holds = {
  desiredCount: 2,
  deploymentCircuitBreaker: { enable: true, rollback: true },
  networkConfiguration: { subnets: ['subnet-a', 'subnet-b'] },
  loadBalancers: [{ targetGroupArn: 'group' }],
};
const service = (properties: Record<string, unknown> = {}, urns = {}) =>
  resource('aws:ecs/service:Service', { ...holds, ...properties }, { name: 'service', propertyDependencies: urns });
const scaling = (minCapacity: unknown, serviceNamespace = 'ecs') =>
  resource('aws:appautoscaling/target:Target', { minCapacity, serviceNamespace });

testPolicy(serviceSurvivesATask, {
  passes: {
    'two tasks in two zones behind a target group': [...zones, group, service(), scaling(2)],
    'more of everything': [group, service({ desiredCount: 3, deploymentMinimumHealthyPercent: 150 }), scaling(3)],
    'a container that is checked, without a load balancer': [
      taskDefinition([checked], { arn: 'arn:task' }),
      service({ loadBalancers: undefined, taskDefinition: 'arn:task' }),
    ],
    'all by the graph, before it is up': [
      ...zones,
      group,
      service(
        { networkConfiguration: { subnets: unknown }, loadBalancers: [{ targetGroupArn: unknown }] },
        { networkConfiguration: zones.map(({ urn }) => urn), loadBalancers: [group.urn] },
      ),
    ],
    'one task a machine, by its strategy': [group, service({ schedulingStrategy: 'DAEMON', desiredCount: undefined })],
    'a bound of something else than tasks': [scaling(0, 'dynamodb')],
  },
  fails: {
    'nothing set': {
      resources: [
        taskDefinition([{}], { arn: 'arn:task' }),
        resource('aws:ecs/service:Service', { taskDefinition: 'arn:task' }),
      ],
      problems: [
        'desiredCount is not set, and the policy asks for 2 tasks',
        'deploymentCircuitBreaker.enable is not set, and has to be true',
        'deploymentCircuitBreaker.rollback is not set, and has to be true',
        'networkConfiguration.subnets are in 0 zone(s), and have to be in two',
        'neither a target group nor a container has a health check',
      ],
    },
    'one task': {
      resources: [group, service({ desiredCount: 1 })],
      problems: ['desiredCount is 1, and the policy asks for 2 tasks'],
    },
    'scaling down to one': {
      resources: [scaling(1)],
      problems: ['minCapacity is 1, and the policy asks for 2 tasks'],
    },
    'half of the tasks gone while it is deployed': {
      resources: [group, service({ deploymentMinimumHealthyPercent: 50 })],
      problems: ['deploymentMinimumHealthyPercent is 50, and has to be 100 or more'],
    },
    'a broken deployment that stays': {
      resources: [group, service({ deploymentCircuitBreaker: { enable: true, rollback: false } })],
      problems: ['deploymentCircuitBreaker.rollback is false, and has to be true'],
    },
    'two subnets of one zone': {
      resources: [subnet('subnet-a', 'a'), subnet('subnet-b', 'a'), group, service()],
      problems: ['networkConfiguration.subnets are in 1 zone(s), and have to be in two'],
    },
    'one subnet twice': {
      resources: [group, service({ networkConfiguration: { subnets: ['subnet-a', 'subnet-a'] } })],
      problems: ['networkConfiguration.subnets are in 1 zone(s), and have to be in two'],
    },
    'a target group that does not check': {
      resources: [
        { ...group, properties: { healthCheck: { enabled: false } } },
        taskDefinition([{}], { arn: 'arn:task' }),
        service({ taskDefinition: 'arn:task' }),
      ],
      problems: ['neither a target group nor a container has a health check'],
    },
  },
  unverifiable: {
    'subnets of another stack, and a target group that nobody knows': {
      resources: [service({ networkConfiguration: { subnets: unknown }, loadBalancers: unknown })],
      problems: [
        'networkConfiguration.subnets is not known: unverifiable until up',
        'loadBalancers is not known: unverifiable until up',
      ],
    },
    'containers that nobody knows': {
      resources: [
        taskDefinition([], { containerDefinitions: unknown, arn: 'arn:task' }),
        service({ loadBalancers: undefined, taskDefinition: 'arn:task' }),
      ],
      problems: ['taskDefinition is not known: unverifiable until up'],
    },
    'numbers that nobody knows': {
      resources: [group, service({ desiredCount: unknown }), scaling(unknown)],
      problems: ['desiredCount is not known: unverifiable until up', 'minCapacity is not known: unverifiable until up'],
    },
  },
});
