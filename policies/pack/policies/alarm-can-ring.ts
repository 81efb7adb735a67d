import {
  blockedRequestsMax,
  busyPercent,
  connectionsHigh,
  deliveriesWaitingHigh,
  refusedLoginsMax,
  refusedSignaturesMax,
  serverErrorsMax,
} from '../../alarms.ts';
import { commitMillisecondsHigh } from '../../service.ts';
import { behindSeconds } from '../../sweep.ts';
import { succeedsWithinMinutes, jobs } from '../../jobs.ts';
import { alarmNameOf } from '../alarm-names.ts';
import { dataClassOf } from '../data-class.ts';
import type { Graph } from '../graph.ts';
import { demand, type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { holdsUnknown, isSet, type Resource, type Unknown, unknown, valueAt } from '../resource.ts';
import { demandPointing } from '../pointing.ts';

const alarmType = 'aws:cloudwatch/metricAlarm:MetricAlarm';
const filterType = 'aws:cloudwatch/logMetricFilter:LogMetricFilter';
const ruleType = 'aws:cloudwatch/eventRule:EventRule';
const targetType = 'aws:cloudwatch/eventTarget:EventTarget';

/** Alarms that ring above a number; zero is what must not happen once. The others ring below: silence is what they hear. */
const highs: Readonly<Record<string, number>> = {
  'changes-undelivered': 0,
  'commit-slow': commitMillisecondsHigh,
  'database-busy': busyPercent,
  'database-connections-high': connectionsHigh,
  'events-quarantined': 0,
  'job-not-started': 0,
  'lock-tampering': 0,
  'logins-refused': refusedLoginsMax,
  'requests-blocked': blockedRequestsMax,
  'rotation-failed': 0,
  'signatures-refused': refusedSignaturesMax,
  'stripe-shape-changed': 0,
  'sweep-behind': behindSeconds,
  'webhook-backlog': deliveriesWaitingHigh,
  'webhook-errors': serverErrorsMax,
};

/** Unset is refused by AWS for both. A metric in a namespace of AWS’s is AWS’s to write. */
export const alarmCanRing: Policy = {
  id: 'alarm-can-ring',
  requirement: 'An alarm rings at its policy’s number, on the side that is bad, by a metric that something writes.',
  reason: 'An alarm that can never ring looks on every dashboard as if all were well.',
  source: 'PCI DSS 10.7.2; SOC 2 CC7.2; policies/alarms.ts; policies/service.ts',
  mend: 'set threshold and comparisonOperator as infra/components/alarm.ts does, and keep the LogMetricFilter, the EventRule and its EventTarget that feed it',
  types: [alarmType, ruleType],
  *judgeResource(resource) {
    if (resource.type === ruleType) yield* judgeRule(resource);
    else yield* judgeThreshold(resource);
  },
  *judgeGraph(graph) {
    for (const alarm of graph.ofType(alarmType)) yield* judgeMetrics(graph, alarm);
    for (const rule of graph.ofType(ruleType)) yield* judgeTargets(graph, rule);
  },
};

function* judgeThreshold(alarm: Resource): Generator<Verdict> {
  const [name = ''] = String(alarmNameOf(alarm)).split('/');
  const high = Object.hasOwn(highs, name) ? highs[name] : undefined;
  const operator = high === undefined ? 'LessThanThreshold' : 'GreaterThanThreshold';
  yield* demand(
    alarm,
    'comparisonOperator',
    (value) => value === operator,
    (value) => `comparisonOperator is ${value}, and ${shown(name)} rings by "${operator}"`,
  );
  yield* demand(
    alarm,
    'threshold',
    (value) => typeof value === 'number' && (high === undefined ? value > 0 : value === high),
    (value) =>
      `threshold is ${value}, and ${shown(name)} rings ${high === undefined ? 'below a number above 0' : `above ${high}`}`,
  );
  const job = jobs.find((one) => one.alarm === name);
  if (job === undefined) return;
  const minutes = succeedsWithinMinutes(job, dataClassOf(alarm));
  yield* demand(
    alarm,
    'evaluationPeriods',
    (periods) => Number(periods) * minutesOfAPeriod(alarm) < minutes + Number(periods),
    (periods) => `evaluationPeriods is ${periods}: it rings later than after ${minutes} minutes`,
  );
}

/** The longest of its metrics; endless where that is not known, so that nobody believes it. */
function minutesOfAPeriod(alarm: Resource): number {
  const periods = [valueAt(alarm, 'period'), ...metricsOf(alarm).map(({ period }) => period)];
  if (holdsUnknown(periods)) return Infinity;
  return Math.max(...periods.map((seconds) => Number(seconds ?? 0) / 60));
}

interface Metric {
  namespace?: unknown;
  metricName?: unknown;
  period?: unknown;
}

/** The metrics of its expressions, as far as they are known. */
function metricsOf(alarm: Resource): Metric[] {
  const queries = valueAt(alarm, 'metricQueries');
  if (!Array.isArray(queries)) return [];
  return (queries as ({ metric?: Metric | Unknown } | Unknown)[]).flatMap((query) => {
    const metric = query === unknown ? unknown : query.metric;
    return metric === unknown || metric === undefined ? [] : [metric];
  });
}

function* judgeRule(rule: Resource): Generator<Verdict> {
  yield* demand(
    rule,
    'state',
    (state) => !isSet(state) || (typeof state === 'string' && state.startsWith('ENABLED')),
    (state) => `state is ${state}, and has to be ENABLED`,
  );
}

function* judgeTargets(graph: Graph, rule: Resource): Generator<Verdict> {
  yield* demandPointing(graph, rule, [targetType], 'rule', 'no EventTarget points at it: what it sees goes nowhere');
}

function* judgeMetrics(graph: Graph, alarm: Resource): Generator<Verdict> {
  if (valueAt(alarm, 'metricQueries') === unknown) yield unverifiable(alarm, 'metricQueries');
  const own: Metric = { namespace: valueAt(alarm, 'namespace'), metricName: valueAt(alarm, 'metricName') };
  const written = graph
    .ofType(filterType)
    .map((filter) => ['namespace', 'name'].map((key) => valueAt(filter, `metricTransformation.${key}`)));
  for (const { namespace, metricName } of [own, ...metricsOf(alarm)]) {
    if (typeof namespace !== 'string' || namespace.startsWith('AWS/') || holdsUnknown(metricName)) continue;
    if (written.some(([space, name]) => space === namespace && name === metricName)) continue;
    yield violation(alarm, `the metric ${namespace} ${shown(metricName)} is written by no LogMetricFilter`);
  }
}
