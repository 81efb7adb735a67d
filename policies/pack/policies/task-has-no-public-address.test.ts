import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { taskHasNoPublicAddress } from './task-has-no-public-address.ts';

const service = (assignPublicIp?: unknown) =>
  resource('aws:ecs/service:Service', { networkConfiguration: { assignPublicIp, subnets: [] } });
const schedule = (assignPublicIp?: unknown) =>
  resource('aws:scheduler/schedule:Schedule', {
    target: { ecsParameters: { networkConfiguration: { assignPublicIp } } },
  });

testPolicy(taskHasNoPublicAddress, {
  passes: {
    'a service that says no': [service(false)],
    'not set, which is no': [service(), schedule()],
    'a schedule of something else than a task': [resource('aws:scheduler/schedule:Schedule', { target: {} })],
  },
  fails: {
    'a service': {
      resources: [service(true)],
      problems: ['networkConfiguration.assignPublicIp is true, and has to be false'],
    },
    'a set of tasks': {
      resources: [resource('aws:ecs/taskSet:TaskSet', { networkConfiguration: { assignPublicIp: true } })],
      problems: ['networkConfiguration.assignPublicIp is true, and has to be false'],
    },
    'a scheduled task': {
      resources: [schedule(true)],
      problems: ['target.ecsParameters.networkConfiguration.assignPublicIp is true, and has to be false'],
    },
    'a task of an event rule': {
      resources: [
        resource('aws:cloudwatch/eventTarget:EventTarget', {
          ecsTarget: { networkConfiguration: { assignPublicIp: true } },
        }),
      ],
      problems: ['ecsTarget.networkConfiguration.assignPublicIp is true, and has to be false'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [service(unknown)],
      problems: ['networkConfiguration.assignPublicIp is not known: unverifiable until up'],
    },
    'nothing of it known yet': {
      resources: [resource('aws:scheduler/schedule:Schedule', { target: unknown })],
      problems: ['target.ecsParameters.networkConfiguration.assignPublicIp is not known: unverifiable until up'],
    },
  },
});
