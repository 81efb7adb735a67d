import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { topicAndQueueAreEncrypted } from './topic-and-queue-are-encrypted.ts';

const key = resource('aws:kms/key:Key', {}, { name: 'key' });
const topic = (properties: Record<string, unknown>, urns = {}) =>
  resource('aws:sns/topic:Topic', properties, { propertyDependencies: urns });
const queue = (properties: Record<string, unknown>) => resource('aws:sqs/queue:Queue', properties);
const document = (statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
const queuePolicy = (policy: unknown) => resource('aws:sqs/queuePolicy:QueuePolicy', { policy });
const anybody = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' };

testPolicy(topicAndQueueAreEncrypted, {
  passes: {
    'a key of ours': [topic({ kmsMasterKeyId: 'alias/billing' }), queue({ kmsMasterKeyId: 'alias/billing' })],
    'a key that is not there yet': [key, topic({ kmsMasterKeyId: unknown }, { kmsMasterKeyId: [key.urn] })],
    'a queue’s own, by default or by word': [queue({}), queue({ sqsManagedSseEnabled: true })],
    'principals that are named': [
      queuePolicy(document([{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' } }])),
    ],
    'anybody, on a condition': [
      queuePolicy(document({ ...anybody, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } })),
    ],
    nobody: [queuePolicy(document([{ ...anybody, Effect: 'Deny' }]))],
  },
  fails: {
    'anybody, on a condition that anybody meets': {
      resources: [
        queuePolicy(document({ ...anybody, Condition: {} })),
        queuePolicy(document({ ...anybody, Condition: { StringLike: { 'aws:SourceArn': '*' } } })),
      ],
      problems: Array<string>(2).fill('policy allows the principal "*" without a Condition'),
    },
    'a topic without a key': {
      resources: [topic({})],
      problems: ['kmsMasterKeyId is not set: the topic is not encrypted'],
    },
    'a queue that says no': {
      resources: [queue({ sqsManagedSseEnabled: false })],
      problems: ['sqsManagedSseEnabled is false, and kmsMasterKeyId is not set'],
    },
    'anybody may send': {
      resources: [queuePolicy(document([anybody]))],
      problems: ['policy allows the principal "*" without a Condition'],
    },
    'anybody by AWS’s longer way of saying it, inline': {
      resources: [queue({ policy: document({ ...anybody, Principal: { AWS: ['*'] } }) })],
      problems: ['policy allows the principal {"AWS":["*"]} without a Condition'],
    },
    'a document as an object': {
      resources: [resource('aws:sns/topicPolicy:TopicPolicy', { policy: { Statement: [anybody] } })],
      problems: ['policy allows the principal "*" without a Condition'],
    },
    'no document': { resources: [queuePolicy('{')], problems: ['policy is not a JSON policy document'] },
  },
  unverifiable: {
    'not known yet': {
      resources: [topic({ kmsMasterKeyId: unknown }), queue({ sqsManagedSseEnabled: unknown }), queuePolicy(unknown)],
      problems: ['policy', 'kmsMasterKeyId', 'sqsManagedSseEnabled'].map(
        (path) => `${path} is not known: unverifiable until up`,
      ),
    },
  },
});
