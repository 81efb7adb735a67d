import { bucketTypes, partsOf } from '../buckets.ts';
import { demandValue, type Policy } from '../policy.ts';

/** Unset is no versions, also where Object Lock is on and S3 would keep them. */
export const bucketKeepsVersions: Policy = {
  id: 'bucket-keeps-versions',
  requirement: 'A bucket keeps what is overwritten or deleted.',
  reason: 'A wrong key in a program overwrites a good dump with a bad one, and a stolen writer does it on purpose.',
  source: 'SOC 2 A1.2; PCI DSS 10.3.4; Checkov CKV_AWS_21',
  mend: 'make a BucketVersioning for the bucket with versioningConfiguration.status: "Enabled"',
  types: bucketTypes,
  *judgeGraph(graph) {
    for (const bucket of graph.ofType(...bucketTypes)) {
      for (const versioning of yield* partsOf(graph, bucket, 'BucketVersioning')) {
        yield* demandValue(versioning, 'versioningConfiguration.status', 'Enabled');
      }
    }
  },
};
