import { demand, type Policy } from '../policy.ts';

/** Where each kind of resource says it. Unset is false to ECS on Fargate. */
const paths: Readonly<Record<string, string>> = {
  'aws:ecs/service:Service': 'networkConfiguration.assignPublicIp',
  'aws:ecs/taskSet:TaskSet': 'networkConfiguration.assignPublicIp',
  'aws:scheduler/schedule:Schedule': 'target.ecsParameters.networkConfiguration.assignPublicIp',
  'aws:cloudwatch/eventTarget:EventTarget': 'ecsTarget.networkConfiguration.assignPublicIp',
};

export const taskHasNoPublicAddress: Policy = {
  id: 'task-has-no-public-address',
  requirement: 'No task has an address on the internet.',
  reason: 'What has a public address is one wrong rule away from everybody; requests come through the load balancer.',
  source: 'PCI DSS 1.4.4; AWS Security Hub ECS.2',
  mend: 'set assignPublicIp to false, or leave it out, and put the task into private subnets',
  types: Object.keys(paths),
  *judgeResource(resource) {
    const path = paths[resource.type]!;
    yield* demand(
      resource,
      path,
      (assign) => assign === undefined || assign === false,
      (assign) => `${path} is ${assign}, and has to be false`,
    );
  },
};
