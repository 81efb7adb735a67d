import { healthyPercentMin, tasksMin } from '../../service.ts';
import { type Container, containersOf, taskDefinitionTypes } from '../containers.ts';
import type { Graph } from '../graph.ts';
import { targetGroupTypes } from '../load-balancers.ts';
import { demand, type Policy, unverifiable, type Verdict, violation } from '../policy.ts';
import { holdsUnknown, type Resource, unknown, valueAt } from '../resource.ts';
import { subnetTypes } from '../subnets.ts';

const serviceType = 'aws:ecs/service:Service';
const scalingType = 'aws:appautoscaling/target:Target';

/** Zones that tasks are spread over at least. */
const zonesMin = 2;

export const serviceSurvivesATask: Policy = {
  id: 'service-survives-a-task',
  requirement: 'A service goes on when a task dies, a zone fails, or a deployment is broken.',
  reason: 'While no task is healthy, deliveries are refused, and Stripe’s retries are all that holds them.',
  source: 'SOC 2 A1.2; policies/service.ts; AWS Well-Architected REL10-BP01',
  mend:
    'set desiredCount and minCapacity to tasksMin of policies/service.ts or more, deploymentCircuitBreaker with enable and ' +
    'rollback, deploymentMinimumHealthyPercent to 100, a health check, and subnets of two zones',
  types: [serviceType, scalingType],
  *judgeResource(resource) {
    if (resource.type === scalingType) {
      if (valueAt(resource, 'serviceNamespace') !== 'ecs') return;
      yield* demandTasks(resource, 'minCapacity');
      return;
    }
    if (valueAt(resource, 'schedulingStrategy') !== 'DAEMON') yield* demandTasks(resource, 'desiredCount');
    for (const path of ['deploymentCircuitBreaker.enable', 'deploymentCircuitBreaker.rollback']) {
      yield* demand(
        resource,
        path,
        (value) => value === true,
        (value) => `${path} is ${value}, and has to be true`,
      );
    }
    yield* demand(
      resource,
      'deploymentMinimumHealthyPercent',
      // Unset, ECS does the same.
      (percent) => percent === undefined || (typeof percent === 'number' && percent >= healthyPercentMin),
      (percent) => `deploymentMinimumHealthyPercent is ${percent}, and has to be ${healthyPercentMin} or more`,
    );
  },
  *judgeGraph(graph) {
    for (const service of graph.ofType(serviceType)) {
      yield* judgeZones(graph, service);
      yield* judgeHealthCheck(graph, service);
    }
  },
};

function demandTasks(resource: Resource, path: string): Generator<Verdict> {
  return demand(
    resource,
    path,
    (tasks) => typeof tasks === 'number' && tasks >= tasksMin,
    (tasks) => `${path} is ${tasks}, and the policy asks for ${tasksMin} tasks`,
  );
}

/** Two subnets may lie in one zone; where the graph has them, their zones are counted. */
function* judgeZones(graph: Graph, service: Resource): Generator<Verdict> {
  const path = 'networkConfiguration.subnets';
  const listed = valueAt(service, path);
  const subnets = graph.targets(service, path).filter(({ type }) => subnetTypes.includes(type));
  const zones = new Set(subnets.map((subnet) => valueAt(subnet, 'availabilityZone') ?? subnet.urn));
  if (zones.size >= zonesMin && !zones.has(unknown)) return;
  const known = Array.isArray(listed) ? new Set(listed).size : 0;
  if (holdsUnknown(listed) || zones.has(unknown)) yield unverifiable(service, path);
  else if (subnets.length === 0 && known >= zonesMin) return;
  else
    yield violation(
      service,
      `${path} are in ${subnets.length > 0 ? zones.size : known} zone(s), and have to be in two`,
    );
}

/** A target group checks unless told not to; a container is checked only where its definition says how. */
function* judgeHealthCheck(graph: Graph, service: Resource): Generator<Verdict> {
  const groups = graph.targets(service, 'loadBalancers').filter(({ type }) => targetGroupTypes.includes(type));
  if (groups.some((group) => valueAt(group, 'healthCheck.enabled') !== false)) return;
  const definitions = graph.targets(service, 'taskDefinition').filter(({ type }) => taskDefinitionTypes.includes(type));
  const containers = definitions.map(containersOf);
  if (containers.some((list) => isList(list) && list.some((container) => container['healthCheck'] !== undefined)))
    return;
  if (holdsUnknown(valueAt(service, 'loadBalancers'))) yield unverifiable(service, 'loadBalancers');
  else if (definitions.length === 0 || containers.includes(unknown)) yield unverifiable(service, 'taskDefinition');
  else yield violation(service, 'neither a target group nor a container has a health check');
}

function isList(containers: ReturnType<typeof containersOf>): containers is readonly Container[] {
  return containers !== undefined && containers !== unknown;
}
