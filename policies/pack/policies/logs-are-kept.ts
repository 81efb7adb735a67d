import { logGroupDays } from '../../access-log.ts';
import type { Graph } from '../graph.ts';
import { demand, type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { holdsUnknown, type Resource, valueAt } from '../resource.ts';
import { holds } from '../../tags.ts';
import { heldBy } from '../held-by.ts';
import { bucketTypes, partTypes } from '../buckets.ts';

const groupType = 'aws:cloudwatch/logGroup:LogGroup';

/** Unset and 0 are for ever to CloudWatch, and a bucket without a lifecycle keeps everything as well. */
export const logsAreKept: Policy = {
  id: 'logs-are-kept',
  requirement: 'Logs are kept for twelve months, and not for ever.',
  reason:
    'Breaches are found after months, and then the log is the evidence; a log without an end is personal data kept for nothing.',
  source: 'PCI DSS 10.5.1; GDPR 5(1)(e); policies/access-log.ts',
  mend: 'set retentionInDays, or expiration.days of the bucket’s lifecycle, to logGroupDays of policies/access-log.ts, or longer',
  types: [groupType],
  *judgeResource(resource) {
    yield* demand(
      resource,
      'retentionInDays',
      (days) => typeof days === 'number' && days >= logGroupDays,
      (days) => `retentionInDays is ${days === '0' ? 'for ever' : days}, and the policy asks for ${logGroupDays} days`,
    );
    yield* demand(
      resource,
      'logGroupClass',
      (held) => held === undefined || held === 'STANDARD',
      (held) => `logGroupClass is ${held}, and has to be STANDARD: the others are kept shorter, or not searched`,
    );
  },
  *judgeGraph(graph) {
    for (const bucket of graph.ofType(...bucketTypes)) {
      if (heldBy(bucket) === holds.logs) yield* judgeBucket(graph, bucket);
    }
  },
};

function* judgeBucket(graph: Graph, bucket: Resource): Generator<Verdict> {
  const configurations = graph.pointingAt(bucket, partTypes('BucketLifecycleConfiguration'), 'bucket');
  if (configurations.length === 0)
    yield violation(bucket, 'no lifecycle configuration ends what the bucket of logs keeps');
  for (const configuration of configurations) {
    const rules = valueAt(configuration, 'rules');
    if (!Array.isArray(rules) || holdsUnknown(rules)) {
      yield unverifiable(configuration, 'rules');
      continue;
    }
    const days = rules
      .filter((rule) => (rule as { status?: unknown }).status === 'Enabled')
      .map((rule) => (rule as { expiration?: { days?: unknown } }).expiration?.days)
      .filter((value) => value !== undefined);
    if (days.length === 0)
      yield violation(configuration, 'no enabled rule has expiration.days: the logs are kept for ever');
    for (const value of days) {
      if (typeof value === 'number' && value >= logGroupDays) continue;
      yield violation(
        configuration,
        `expiration.days is ${shown(value)}, and the policy asks for ${logGroupDays} days`,
      );
    }
  }
}
