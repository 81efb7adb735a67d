import { bucketArn, bucketsThatHold, lockedContents, partTypes } from '../buckets.ts';
import { statementsOf, strayGrantsIn } from '../grants.ts';
import type { Graph } from '../graph.ts';
import { type Policy, type Verdict, violation } from '../policy.ts';
import {
  allows,
  coversAction,
  coversResource,
  meansEverybody,
  type Statement,
  statementsAt,
} from '../policy-document.ts';
import type { Resource } from '../resource.ts';

/**
 * What takes a dump or a record away, or the rules that hold it. Not s3:PutObjectRetention, which a writer needs to lock what it puts:
 * in compliance mode it only ever lengthens.
 */
const destructive = [
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersion',
  's3:DeleteObjectVersionTagging',
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:PutBucketLifecycle',
  's3:PutLifecycleConfiguration',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
];

/** Denials are not counted: what somebody is denied today, the next change may allow. */
export const writerCannotDelete: Policy = {
  id: 'writer-cannot-delete',
  requirement: 'A role that may write dumps or evidence may not delete from the same bucket, nor change its rules.',
  reason: 'The backup task runs every few hours with everybody’s data in hand; taken over, it must not undo its past.',
  source: 'PCI DSS 7.2.2, 10.3.2; SOC 2 CC6.3; the design',
  mend: 'give deleting to a role of its own, and to the writer s3:PutObject and s3:AbortMultipartUpload only',
  types: ['aws:iam/role:Role'],
  *judgeGraph(graph) {
    const buckets = yield* bucketsThatHold(lockedContents, graph);
    if (buckets.length === 0) return;
    yield* strayGrantsIn(graph);
    const granted = new Map<Resource, readonly Statement[]>();
    for (const bucket of buckets) granted.set(bucket, yield* grantedBy(graph, bucket));
    for (const role of graph.ofType('aws:iam/role:Role')) {
      const own = yield* statementsOf(graph, role);
      for (const bucket of buckets) {
        const given = granted.get(bucket)!.filter((statement) => means(statement, role));
        yield* judgeRole(role, bucket, [...own, ...given].filter(allows));
      }
    }
  },
};

function* judgeRole(role: Resource, bucket: Resource, statements: readonly Statement[]): Generator<Verdict> {
  const here = statements.filter((statement) => reaches(statement, bucketArn(bucket)));
  const may = (action: string) => here.some((statement) => coversAction(statement, action));
  if (!may('s3:PutObject')) return;
  const both = destructive.filter(may);
  if (both.length > 0) {
    yield violation(role, `the role may s3:PutObject into the bucket ${bucket.name}, and also ${both.join(', ')}`);
  }
}

/** Whether a statement is about the bucket or anything in it. */
function reaches(statement: Statement, arn: string): boolean {
  const resources = statement.resources.map((pattern) => pattern.split('/', 1)[0]!);
  return coversResource({ ...statement, resources }, arn);
}

/** What the bucket’s own policy says. */
function* grantedBy(graph: Graph, bucket: Resource): Generator<Verdict, readonly Statement[]> {
  const statements: Statement[] = [];
  for (const part of graph.pointingAt(bucket, partTypes('BucketPolicy'), 'bucket')) {
    statements.push(...((yield* statementsAt(part, 'policy')) ?? []));
  }
  return statements;
}

/** Whether a bucket’s statement lets in this role: by its ARN, or with everybody. */
function means(statement: Statement, { properties }: Resource): boolean {
  const name = properties['name'];
  return (
    meansEverybody(statement) ||
    statement.hasNotPrincipal ||
    statement.principals.some((principal) => typeof name === 'string' && principal.name.endsWith(`:role/${name}`))
  );
}
