import { type Resource, valueAt } from './resource.ts';

export const alarmTypes = ['aws:cloudwatch/metricAlarm:MetricAlarm', 'aws:cloudwatch/compositeAlarm:CompositeAlarm'];

/** The name that AWS shows: the two kinds of alarm keep it in different places. */
export function alarmNameOf(resource: Resource): unknown {
  return valueAt(resource, resource.type === alarmTypes[1] ? 'alarmName' : 'name');
}
