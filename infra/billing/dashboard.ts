import { Dashboard } from '@pulumi/aws/cloudwatch/dashboard.js';
import { all, jsonStringify, type Output, output } from '@pulumi/pulumi';
import { alarmStepSeconds } from '../../policies/alarms.ts';
import { jobs } from '../../policies/jobs.ts';
import type { Metric } from '../components/alarm.ts';
import type { DataStores } from '../components/data-stores.ts';
import { jobSucceeded } from '../components/job.ts';
import { metricNamespace, nameOf } from '../components/names.ts';
import type { Balancer } from './load-balancer.ts';
import type { BillingSurroundings } from './service.ts';
import { balancerMetrics } from './service-alarms.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/** Widgets of a dashboard lie on a grid of 24 columns: two in a row. */
const widgetWidth = 12;
const widgetHeight = 6;

/** What on-call looks at first: is it asked, does it answer, how fast, how is its database, and are the jobs done. */
export function makeDashboard(
  surroundings: BillingSurroundings,
  { database }: DataStores,
  balancer: Balancer,
  service: ServiceMetrics,
): void {
  const { databaseClass, configuration, options } = surroundings;
  const { healthy, requests, targetErrors, balancerErrors, blocked } = balancerMetrics(surroundings, balancer);
  const ofDatabase = (metricName: string): Metric => ({
    namespace: 'AWS/RDS',
    metricName,
    dimensions: database.dimensions,
    stat: 'Average',
  });
  const succeeded = jobs
    .filter(({ classes }) => classes.includes(databaseClass))
    .map(({ name }): Metric => {
      const namespace = metricNamespace(databaseClass, configuration.stack);
      return { namespace, metricName: jobSucceeded, dimensions: { job: name }, stat: 'Sum' };
    });
  const charts: [title: string, metrics: readonly Metric[]][] = [
    ['Requests, and those turned away', [requests, blocked]],
    ['Answers of 5xx', [targetErrors, balancerErrors, service.serverErrors]],
    ['Healthy tasks', [healthy]],
    ['Commits, 95th percentile', [service.commitMilliseconds]],
    ['Deliveries that wait, and wrong signatures', [service.waiting, service.refusedSignatures]],
    ['Events quarantined, and those that lack a field', [service.quarantined, service.shapeDrift]],
    ['Changes that apps have not taken', [service.changesLate, service.changesDead]],
    ['Since the last sweep', [service.sweepAgeSeconds]],
    ['Database: processor', [ofDatabase('CPUUtilization')]],
    ['Database: connections', [ofDatabase('DatabaseConnections')]],
    ['Jobs that succeeded', succeeded],
  ];
  const widgets = charts.map(([title, metrics], index) => ({
    type: 'metric',
    x: (index % 2) * widgetWidth,
    y: Math.floor(index / 2) * widgetHeight,
    width: widgetWidth,
    height: widgetHeight,
    properties: {
      title,
      region: configuration.region,
      period: alarmStepSeconds,
      metrics: all(metrics.map(rowOf)),
    },
  }));
  new Dashboard(
    'dashboard',
    { dashboardName: nameOf(databaseClass, configuration.stack), dashboardBody: jsonStringify({ widgets }) },
    options,
  );
}

/** A metric as a dashboard has it: namespace, name, each dimension’s name and value, and how it is shown. */
function rowOf({ namespace, metricName, dimensions = {}, stat }: Metric): Output<unknown[]> {
  return output(dimensions).apply((known) => [namespace, metricName, ...Object.entries(known).flat(), { stat }]);
}
