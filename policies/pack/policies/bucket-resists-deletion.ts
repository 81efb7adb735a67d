import { bucketTypes, bucketsThatHold, lockedContents } from '../buckets.ts';
import { demandValue, type Policy, violation } from '../policy.ts';

/** Unset is not forced: a bucket that holds anything is then refused. */
export const bucketResistsDeletion: Policy = {
  id: 'bucket-resists-deletion',
  requirement:
    'A bucket is not deleted with what it holds, and one of dumps or evidence is not deleted by Pulumi at all.',
  reason: 'One wrong destroy would take every dump along, locked ones excepted.',
  source: 'SOC 2 A1.2; the design',
  mend: 'leave forceDestroy out; set protect: true in the options of a bucket that holds dumps or evidence',
  types: bucketTypes,
  *judgeResource(bucket) {
    yield* demandValue(bucket, 'forceDestroy', false, { orUnset: true });
  },
  *judgeGraph(graph) {
    for (const bucket of yield* bucketsThatHold(lockedContents, graph)) {
      if (!bucket.protect) yield violation(bucket, 'protect is false, and the policy asks for true');
    }
  },
};
