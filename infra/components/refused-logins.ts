import { LogMetricFilter } from '@pulumi/aws/cloudwatch/logMetricFilter.js';
import type { Metric } from './alarm.ts';
import type { DataStores } from './data-stores.ts';
import { metricNamespace, nameOf } from './names.ts';
import type { Surroundings } from './surroundings.ts';

/** Counts the logins that the database refused, by the word that the audit plugins of all its engines have for them. */
export function countRefusedLogins(
  { databaseClass, configuration, options }: Surroundings,
  { auditLog }: DataStores,
): Metric {
  const { stack } = configuration;
  const counted = { namespace: metricNamespace(databaseClass, stack), metricName: 'RefusedLogins' };
  new LogMetricFilter(
    'refused-logins',
    {
      name: nameOf(databaseClass, stack, 'refused-logins'),
      logGroupName: auditLog.name,
      pattern: '%FAILED_CONNECT%',
      metricTransformation: { namespace: counted.namespace, name: counted.metricName, value: '1', unit: 'Count' },
    },
    options,
  );
  return { ...counted, stat: 'Sum' };
}
