import { holds } from '../../tags.ts';
import { bucketTypes, partsOf } from '../buckets.ts';
import type { Graph } from '../graph.ts';
import { heldBy } from '../held-by.ts';
import { demandOwnKey } from '../pointer.ts';
import { demand, type Policy, type Verdict, unverifiable } from '../policy.ts';
import { type Resource, unknown } from '../resource.ts';

const setting = 'rules.0.applyServerSideEncryptionByDefault';

/** Unset is S3’s own key, which every reader of the bucket may use unasked. A log bucket has no choice. */
export const bucketIsEncrypted: Policy = {
  id: 'bucket-is-encrypted',
  requirement: 'What lies in a bucket is encrypted with our own KMS key, logs that AWS delivers excepted.',
  reason: 'With a key of its own a reader needs two rights, and taking the key away closes the bucket at once.',
  source:
    'PCI DSS 3.6.1; Checkov CKV_AWS_145; https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html',
  mend: 'make a BucketServerSideEncryptionConfiguration with sseAlgorithm: "aws:kms" and kmsMasterKeyId',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of graph.ofType(...bucketTypes)) {
      const held = heldBy(bucket);
      for (const part of yield* partsOf(graph, bucket, 'BucketServerSideEncryptionConfiguration')) {
        if (held === unknown) yield unverifiable(bucket, 'tags');
        else yield* held === holds.logs ? judgeLogs(part) : judgeOwn(graph, part);
      }
    }
  },
};

function* judgeOwn(graph: Graph, part: Resource): Generator<Verdict> {
  yield* demand(
    part,
    `${setting}.sseAlgorithm`,
    (algorithm) => algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse',
    (algorithm) => `${setting}.sseAlgorithm is ${algorithm}, and the policy asks for "aws:kms"`,
  );
  yield* demandOwnKey(graph, part, `${setting}.kmsMasterKeyId`);
}

/** S3 delivers access logs into buckets with S3’s own key only, and so do load balancers. */
function judgeLogs(part: Resource): Generator<Verdict> {
  return demand(
    part,
    `${setting}.sseAlgorithm`,
    (algorithm) => typeof algorithm === 'string' && algorithm !== '',
    (algorithm) => `${setting}.sseAlgorithm is ${algorithm}, and the policy asks for "AES256" at least`,
  );
}
