import { holds } from '../tags.ts';
import type { Graph } from './graph.ts';
import { heldBy } from './held-by.ts';
import { demandPointing } from './pointing.ts';
import { unverifiable, type Verdict } from './policy.ts';
import { type Resource, unknown } from './resource.ts';

/** A bucket, by both names that the provider has for it. */
export const bucketTypes: readonly string[] = ['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2'];

/** What policies about buckets ask for. */
export type BucketContent = 'dumps' | 'evidence';

/** What is set on a bucket by a resource of its own. */
export type BucketPart =
  | 'BucketLifecycleConfiguration'
  | 'BucketLogging'
  | 'BucketObjectLockConfiguration'
  | 'BucketPolicy'
  | 'BucketPublicAccessBlock'
  | 'BucketServerSideEncryptionConfiguration'
  | 'BucketVersioning';

/** The parts of one kind that a bucket has. Says so where it has none, or where nobody can tell yet whose a part is. */
export function* partsOf(graph: Graph, bucket: Resource, part: BucketPart): Generator<Verdict, readonly Resource[]> {
  const problem = `no ${part} points at the bucket, and the policy asks for one`;
  return yield* demandPointing(graph, bucket, partTypes(part), 'bucket', problem);
}

/** A part’s type, by both names that the provider has for it. */
export function partTypes(part: BucketPart): readonly string[] {
  const token = part[0]!.toLowerCase() + part.slice(1);
  return [`aws:s3/${token}:${part}`, `aws:s3/${token}V2:${part}V2`];
}

/** The buckets that hold one of these, by their tag. Says so where a bucket’s tag is not known yet. */
export function* bucketsThatHold(
  held: readonly BucketContent[],
  graph: Graph,
): Generator<Verdict, readonly Resource[]> {
  const buckets = graph.ofType(...bucketTypes);
  for (const bucket of buckets) if (heldBy(bucket) === unknown) yield unverifiable(bucket, 'tags');
  return buckets.filter((bucket) => held.some((one) => heldBy(bucket) === holds[one]));
}

/** What nobody may take away before its time. */
export const lockedContents: readonly BucketContent[] = ['dumps', 'evidence'];

/** The bucket’s ARN; where its name is made by Pulumi and not known yet, one that only a wildcard matches. */
export function bucketArn({ id, properties }: Resource): string {
  const name = [properties['bucket'], id].find((one) => typeof one === 'string');
  return `arn:aws:s3:::${name ?? 'unknown until up'}`;
}
