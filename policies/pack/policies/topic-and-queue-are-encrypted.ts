import { demandLink } from '../linked.ts';
import { type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { isSet, type Resource, unknown, valueAt } from '../resource.ts';

const topicType = 'aws:sns/topic:Topic';
const queueType = 'aws:sqs/queue:Queue';
const policyTypes = [topicType, queueType, 'aws:sns/topicPolicy:TopicPolicy', 'aws:sqs/queuePolicy:QueuePolicy'];

/** Unset, a topic is not encrypted, and a queue is, with a key of SQS’s own. */
export const topicAndQueueAreEncrypted: Policy = {
  id: 'topic-and-queue-are-encrypted',
  requirement: 'What waits in a topic or queue is encrypted, and only those who are named may send or read it.',
  reason:
    'A failed job’s message names databases and buckets, and a page that anybody can send is soon one that nobody reads.',
  source: 'SOC 2 CC6.1; PCI DSS 7.2.1; AWS Security Hub SNS.1, SQS.1, SQS.3; Checkov CKV_AWS_26, CKV_AWS_27',
  mend: 'set kmsMasterKeyId, or sqsManagedSseEnabled of a queue, and name principals, or a Condition on who it is for',
  types: policyTypes,
  *judgeResource(resource) {
    const text = valueAt(resource, 'policy');
    if (text === unknown) yield unverifiable(resource, 'policy');
    else if (isSet(text)) yield* judgeDocument(resource, text);
  },
  *judgeGraph(graph) {
    for (const topic of graph.ofType(topicType)) {
      yield* demandLink(graph, topic, 'kmsMasterKeyId', 'kmsMasterKeyId is not set: the topic is not encrypted');
    }
    for (const queue of graph.ofType(queueType)) yield* judgeQueue(queue);
  },
};

function* judgeQueue(queue: Resource): Generator<Verdict> {
  if (isSet(valueAt(queue, 'kmsMasterKeyId'))) return;
  const managed = valueAt(queue, 'sqsManagedSseEnabled');
  if (managed === unknown) yield unverifiable(queue, 'sqsManagedSseEnabled');
  else if (managed === false) yield violation(queue, 'sqsManagedSseEnabled is false, and kmsMasterKeyId is not set');
}

interface Statement {
  Effect?: unknown;
  Principal?: unknown;
  Condition?: unknown;
}

function* judgeDocument(resource: Resource, document: unknown): Generator<Verdict> {
  const statements = statementsOf(document);
  if (statements === undefined) {
    yield violation(resource, 'policy is not a JSON policy document');
    return;
  }
  for (const { Effect, Principal, Condition } of statements) {
    if (Effect === 'Allow' && isAnybody(Principal) && !says(Condition)) {
      yield violation(resource, `policy allows the principal ${shown(Principal)} without a Condition`);
    }
  }
}

/** The provider takes the document as a text, and some of its types as an object too. */
function statementsOf(document: unknown): Statement[] | undefined {
  try {
    const parsed: unknown = typeof document === 'string' ? JSON.parse(document) : document;
    const statement = (parsed as { Statement?: Statement | Statement[] } | null)?.Statement;
    return statement === undefined ? undefined : [statement].flat();
  } catch {
    return undefined;
  }
}

/** Whether a condition holds for some only: one without a value, or with a mere wildcard, holds for everybody. */
function says(condition: unknown): boolean {
  const keys = Object.values(condition ?? {}).flatMap((one: object) => Object.values<unknown>({ ...one }));
  return keys.some((values) => [values].flat().every((value) => !/^[*?:]*$/.test(String(value))));
}

function isAnybody(principal: unknown): boolean {
  const values = typeof principal === 'object' && principal !== null ? Object.values(principal).flat() : [principal];
  return values.includes('*');
}
