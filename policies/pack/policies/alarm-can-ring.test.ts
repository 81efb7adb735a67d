import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { alarmCanRing } from './alarm-can-ring.ts';

const above = { comparisonOperator: 'GreaterThanThreshold', threshold: 0, evaluationPeriods: 1 };
const below = { comparisonOperator: 'LessThanThreshold', threshold: 1, evaluationPeriods: 1 };
const alarm = (name: string, properties: Record<string, unknown>) =>
  resource('aws:cloudwatch/metricAlarm:MetricAlarm', { name: `${name}/billing/production`, ...properties });
const asks = (namespace: unknown, metricName: unknown, period: unknown = 300) => ({
  metricQueries: [
    { id: 'judged', expression: 'one' },
    { id: 'one', metric: { namespace, metricName, period } },
  ],
});
const filter = resource('aws:cloudwatch/logMetricFilter:LogMetricFilter', {
  metricTransformation: { namespace: 'bulkhead', name: 'JobSucceeded' },
});
const rule = (properties: Record<string, unknown> = {}) =>
  resource('aws:cloudwatch/eventRule:EventRule', { name: 'locks', ...properties }, { name: 'locks', id: 'locks' });
const target = (to: unknown = 'locks') =>
  resource('aws:cloudwatch/eventTarget:EventTarget', { rule: to }, { name: 'target' });

testPolicy(alarmCanRing, {
  passes: {
    'above its number, or below it': [alarm('lock-tampering', above), alarm('service-down', below)],
    'a metric of AWS’s, and one that a filter writes': [
      filter,
      alarm('service-down', { ...below, ...asks('AWS/ApplicationELB', 'HealthyHostCount') }),
      alarm('backup-missed', { ...below, ...asks('bulkhead', 'JobSucceeded', 23_400) }),
    ],
    'a rule with a target': [rule(), target()],
  },
  fails: {
    'a number that is never reached': {
      resources: [
        alarm('requests-blocked', { ...above, threshold: 1_000_000 }),
        alarm('service-down', { ...below, threshold: 0 }),
      ],
      problems: [
        'threshold is 1000000, and "requests-blocked" rings above 5000',
        'threshold is 0, and "service-down" rings below a number above 0',
      ],
    },
    'the good side': {
      resources: [alarm('service-down', { ...below, comparisonOperator: 'GreaterThanThreshold' })],
      problems: ['comparisonOperator is "GreaterThanThreshold", and "service-down" rings by "LessThanThreshold"'],
    },
    'a job’s, days later': {
      resources: [
        filter,
        alarm('backup-missed', { ...below, ...asks('bulkhead', 'JobSucceeded', 23_400), evaluationPeriods: 5 }),
      ],
      problems: ['evaluationPeriods is 5: it rings later than after 390 minutes'],
    },
    'a metric that nobody writes': {
      resources: [filter, alarm('lock-tampering', { ...above, ...asks('bulkhead', 'Tampering') })],
      problems: ['the metric bulkhead "Tampering" is written by no LogMetricFilter'],
    },
    'a rule that is off, or leads nowhere': {
      resources: [rule({ state: 'DISABLED' }), target('others')],
      problems: [
        'state is "DISABLED", and has to be ENABLED',
        'no EventTarget points at it: what it sees goes nowhere',
      ],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [
        alarm('lock-tampering', { ...above, threshold: unknown, metricQueries: unknown }),
        rule(),
        target(unknown),
      ],
      problems: ['threshold', 'metricQueries', 'rule'].map((path) => `${path} is not known: unverifiable until up`),
    },
  },
});
