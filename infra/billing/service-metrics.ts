import { LogMetricFilter } from '@pulumi/aws/cloudwatch/logMetricFilter.js';
import type { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import type { Metric } from '../components/alarm.ts';
import { metricNamespace, nameOf } from '../components/names.ts';
import type { BillingSurroundings } from './service.ts';

/**
 * What each task says once a minute, in the line whose msg is `minute`: service/minute-report.ts. Each counts what waits in
 * the quarantine of all, so that their sum would count it twice.
 */
const fields = {
  commitMilliseconds: {
    field: 'commitMillisecondsP95',
    name: 'CommitMilliseconds',
    unit: 'Milliseconds',
    stat: 'Average',
  },
  waiting: { field: 'waiting', name: 'DeliveriesWaiting', unit: 'Count', stat: 'Maximum' },
  refusedSignatures: { field: 'refusedSignatures', name: 'RefusedSignatures', unit: 'Count', stat: 'Sum' },
  quarantined: { field: 'quarantined', name: 'EventsQuarantined', unit: 'Count', stat: 'Maximum' },
  sweepAgeSeconds: { field: 'sweepAgeSeconds', name: 'SweepAge', unit: 'Seconds', stat: 'Maximum' },
  shapeDrift: { field: 'shapeDrift', name: 'ShapeDrift', unit: 'Count', stat: 'Sum' },
  changesLate: { field: 'changesLate', name: 'ChangesLate', unit: 'Count', stat: 'Maximum' },
  changesDead: { field: 'changesDead', name: 'ChangesDead', unit: 'Count', stat: 'Maximum' },
  serverErrors: { field: 'serverErrors', name: 'ServerErrors', unit: 'Count', stat: 'Sum' },
} as const;

export type ServiceMetrics = Record<keyof typeof fields, Metric>;

/** Reads the service's metrics out of its log: no agent, and no second place that has to be kept up. */
export function readMinutes(
  { databaseClass, configuration, options }: BillingSurroundings,
  logs: LogGroup,
): ServiceMetrics {
  const namespace = metricNamespace(databaseClass, configuration.stack);
  for (const { field, name, unit } of Object.values(fields)) {
    new LogMetricFilter(
      name,
      {
        name: nameOf(databaseClass, configuration.stack, name),
        logGroupName: logs.name,
        pattern: `{ $.msg = "minute" && $.${field} = * }`,
        metricTransformation: { namespace, name, value: `$.${field}`, unit },
      },
      options,
    );
  }
  return Object.fromEntries(
    Object.entries(fields).map(([key, { name, stat }]) => [key, { namespace, metricName: name, stat }]),
  ) as ServiceMetrics;
}
