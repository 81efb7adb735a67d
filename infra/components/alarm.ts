import { MetricAlarm } from '@pulumi/aws/cloudwatch/metricAlarm.js';
import type { Input } from '@pulumi/pulumi';
import { type AlarmName, alarms, alarmStepSeconds } from '../../policies/alarms.ts';
import type { Surroundings } from './surroundings.ts';
import type { Topics } from './topics.ts';

/** A metric of CloudWatch. */
export interface Metric {
  namespace: string;
  metricName: string;
  dimensions?: Record<string, Input<string>>;
  stat: 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount';
}

/** When an alarm rings: where the value is on the wrong side in every one of `steps` steps. */
export interface Ringing {
  /** By the names that the expression calls them by. */
  metrics: Record<string, Metric>;
  /** Metric math over them. */
  expression: string;
  rings: 'below' | 'above';
  threshold: number;
  stepSeconds?: number;
  steps?: number;
}

const operators = { below: 'LessThanThreshold', above: 'GreaterThanThreshold' } as const;

/**
 * An alarm of policies/alarms.ts: its name begins with its runbook’s. No data counts as bad data, always: so an alarm
 * about something that seldom happens has to be given a value where nothing did, by `countOf()`. CloudWatch alone would
 * look back for older data before it believes that there is none, several steps long; an expression that fills the gaps
 * leaves it nothing to look for.
 */
export function makeAlarm(
  { databaseClass, configuration, options }: Surroundings,
  topics: Topics,
  name: AlarmName,
  { metrics, expression, rings, threshold, stepSeconds = alarmStepSeconds, steps = 1 }: Ringing,
): MetricAlarm {
  const { priority, meaning } = alarms[name];
  const topic = priority(databaseClass) === 'CRITICAL' ? topics.page : topics.mail;
  return new MetricAlarm(
    name,
    {
      name: `${name}/${databaseClass}/${configuration.stack}`,
      alarmDescription: `${priority(databaseClass)}: ${meaning}. runbooks/${name}.md`,
      metricQueries: [
        ...Object.entries(metrics).map(([id, metric]) => ({
          id,
          metric: { ...metric, period: stepSeconds },
          returnData: false,
        })),
        { id: 'judged', expression, label: name, returnData: true },
      ],
      comparisonOperator: operators[rings],
      threshold,
      evaluationPeriods: steps,
      datapointsToAlarm: steps,
      treatMissingData: 'breaching',
      alarmActions: [topic.arn],
      okActions: [topic.arn],
    },
    options,
  );
}

/** CloudWatch's steps are of a day at the most, and those of an alarm together of seven: a longer wait is cut into equal ones. */
const stepMinutesMax = 24 * 60;

/** Rings where a metric has counted nothing for so long. A gap is filled with nought, and a metric that is not there rings as well. */
export function silentFor(minutes: number, succeeded: Metric): Ringing {
  const steps = Math.ceil(minutes / stepMinutesMax);
  return {
    metrics: { succeeded },
    expression: 'FILL(succeeded, 0)',
    rings: 'below',
    threshold: 1,
    stepSeconds: Math.ceil(minutes / steps) * 60,
    steps,
  };
}

/**
 * How often something happened that has no metric while it does not: nought there, as long as another metric is alive
 * that always is. Where that one falls silent too, nobody knows, and the alarm rings.
 */
export function countOf(counters: readonly string[], alive: string): string {
  return `SUM([${counters.map((counter) => `FILL(${counter}, 0)`).join(', ')}, 0 * ${alive}])`;
}
