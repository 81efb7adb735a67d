import { bucketTypes, partsOf } from '../buckets.ts';
import { demandValue, type Policy } from '../policy.ts';

const blocks = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'];

/** Unset is open for each of the four, whatever the account says. */
export const bucketIsClosedToThePublic: Policy = {
  id: 'bucket-is-closed-to-the-public',
  requirement: 'No bucket can be opened to the public, by list or by policy.',
  reason: 'One line of a bucket policy gives every dump to everybody; the block holds whatever the line says.',
  source: 'PCI DSS 1.4.4; SOC 2 CC6.6; cdk-nag AwsSolutions-S2; Checkov CKV2_AWS_6',
  mend: 'make a BucketPublicAccessBlock for the bucket, all four of its properties true',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of graph.ofType(...bucketTypes)) {
      for (const part of yield* partsOf(graph, bucket, 'BucketPublicAccessBlock')) {
        for (const block of blocks) {
          yield* demandValue(part, block, true);
        }
      }
    }
  },
};
