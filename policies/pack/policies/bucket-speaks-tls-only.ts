import { bucketArn, bucketTypes, partsOf } from '../buckets.ts';
import { type Policy, violation } from '../policy.ts';
import { matches, meansEverybody, type Statement, statementsAt } from '../policy-document.ts';

/** Unset is open to plain HTTP, which S3 still speaks. */
export const bucketSpeaksTlsOnly: Policy = {
  id: 'bucket-speaks-tls-only',
  requirement: 'A bucket and its objects refuse a request without TLS, from everybody and for everything.',
  reason: 'S3 answers plain HTTP; a client with a wrong URL sends a dump in the open and never learns of it.',
  source: 'PCI DSS 4.2.1; cdk-nag AwsSolutions-S10; Security Hub S3.5',
  mend: 'deny s3:* to "*" on the bucket and on its objects where aws:SecureTransport is false, in the BucketPolicy',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of graph.ofType(...bucketTypes)) {
      const arn = bucketArn(bucket);
      for (const part of yield* partsOf(graph, bucket, 'BucketPolicy')) {
        const problems = [];
        const statements = yield* statementsAt(part, 'policy');
        if (statements === undefined) continue;
        const denied = statements.filter(deniesPlainHttp).flatMap(({ resources }) => resources);
        if (!denied.some((pattern) => matches(pattern, arn))) problems.push('the bucket');
        if (!denied.some((pattern) => matches(pattern, `${arn}/any/object`))) problems.push('its objects');
        if (problems.length > 0) {
          yield violation(
            part,
            `policy lets plain HTTP through to ${problems.join(' and ')}, and the policy pack asks for TLS`,
          );
        }
      }
    }
  },
};

/** Everything, from everybody, and on no further condition: each of them would leave a gap. */
function deniesPlainHttp(statement: Statement): boolean {
  const [condition, ...others] = statement.conditions;
  return (
    statement.effect === 'Deny' &&
    meansEverybody(statement) &&
    statement.actions.some((action) => action === '*' || action.toLowerCase() === 's3:*') &&
    others.length === 0 &&
    condition?.key === 'aws:securetransport' &&
    condition.operator.startsWith('Bool') &&
    condition.values.join() === 'false'
  );
}
