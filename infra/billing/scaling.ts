import { Policy } from '@pulumi/aws/appautoscaling/policy.js';
import { Target } from '@pulumi/aws/appautoscaling/target.js';
import type { Service } from '@pulumi/aws/ecs/service.js';
import { interpolate } from '@pulumi/pulumi';
import { commitMillisecondsHigh, processorPercentTarget } from '../../policies/service.ts';
import { nameOf } from '../components/names.ts';
import type { BillingSurroundings } from './service.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/**
 * How many tasks there are: as many as keep the processor busy and not too busy, and more where commits are slow though
 * it is not. Both follow a target, for which AWS makes the alarms itself: a step policy would need one of ours that has no
 * runbook. Slow commits only ever add tasks: where the database is what is slow, their end must not be to take some away.
 */
export function makeScaling(
  { databaseClass, configuration, options }: BillingSurroundings,
  service: Service,
  { commitMilliseconds }: ServiceMetrics,
): void {
  const target = new Target(
    'service',
    {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: interpolate`service/${nameOf(databaseClass, configuration.stack)}/${service.name}`,
      minCapacity: configuration.tasksLeast,
      maxCapacity: configuration.tasksMost,
    },
    options,
  );
  const { resourceId, scalableDimension, serviceNamespace } = target;
  const follow = { policyType: 'TargetTrackingScaling', resourceId, scalableDimension, serviceNamespace };
  new Policy(
    'processor',
    {
      ...follow,
      name: nameOf(databaseClass, configuration.stack, 'processor'),
      targetTrackingScalingPolicyConfiguration: {
        targetValue: processorPercentTarget,
        predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      },
    },
    options,
  );
  new Policy(
    'commits',
    {
      ...follow,
      name: nameOf(databaseClass, configuration.stack, 'commits'),
      targetTrackingScalingPolicyConfiguration: {
        targetValue: commitMillisecondsHigh,
        disableScaleIn: true,
        customizedMetricSpecification: {
          namespace: commitMilliseconds.namespace,
          metricName: commitMilliseconds.metricName,
          statistic: commitMilliseconds.stat,
        },
      },
    },
    options,
  );
}
