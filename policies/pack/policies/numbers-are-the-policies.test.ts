import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { numbersAreThePolicies } from './numbers-are-the-policies.ts';

const database = (port?: unknown) => resource('aws:rds/instance:Instance', { port });
const scaling = (targetValue: unknown, predefinedMetricType = 'ECSServiceAverageCPUUtilization') =>
  resource('aws:appautoscaling/policy:Policy', {
    targetTrackingScalingPolicyConfiguration: { targetValue, predefinedMetricSpecification: { predefinedMetricType } },
  });
const alarm = (name: string, threshold: unknown) =>
  resource('aws:cloudwatch/metricAlarm:MetricAlarm', { name, threshold });

testPolicy(numbersAreThePolicies, {
  passes: {
    'the port, or none, which is the engine’s own': [database(3306), database()],
    'the processor’s target': [scaling(60)],
    'a target of something else': [scaling(10, 'ALBRequestCountPerTarget')],
    'the threshold': [alarm('commit-slow/billing/production', 500)],
    'a threshold that no policy has': [alarm('database-busy/billing/production', 90)],
  },
  fails: {
    'another port': {
      resources: [database(3307)],
      problems: ['port is 3307, and databasePort of policies/databases.ts is 3306'],
    },
    'another target, also a lower one': {
      resources: [scaling(80), scaling(50)],
      problems: [80, 50].map(
        (value) =>
          'targetTrackingScalingPolicyConfiguration.targetValue is ' +
          `${value}, and processorPercentTarget of policies/service.ts is 60`,
      ),
    },
    'another threshold': {
      resources: [alarm('commit-slow/billing/production', 5000)],
      problems: ['threshold is 5000, and commitMillisecondsHigh of policies/service.ts is 500'],
    },
    'no threshold': {
      resources: [alarm('commit-slow/billing/production', undefined)],
      problems: ['threshold is not set, and commitMillisecondsHigh of policies/service.ts is 500'],
    },
  },
  unverifiable: {
    'not known yet': { resources: [database(unknown)], problems: ['port is not known: unverifiable until up'] },
  },
});
