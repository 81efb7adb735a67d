import type { Key } from '@pulumi/aws/kms/key.js';
import { Topic } from '@pulumi/aws/sns/topic.js';
import { TopicSubscription } from '@pulumi/aws/sns/topicSubscription.js';
import { makeKey } from './key.ts';
import { nameOf } from './names.ts';
import { documentOf, type Statement } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/** Where alarms go. */
export interface Topics {
  /** Somebody is woken: CRITICAL. */
  page: Topic;
  /** Somebody reads it in the morning: HIGH. */
  mail: Topic;
  /** Encrypts what passes through, and what lies in the queue beside. Its purpose, for keyRights(), is `alarms`. */
  key: Key;
}

/** AWS’s services that may say something here. */
const publishers = ['cloudwatch.amazonaws.com', 'events.amazonaws.com'];

/** Makes both topics. Where nobody’s address is given, the pager gets what is HIGH too: an alarm that nobody hears is none. */
export function makeTopics(surroundings: Surroundings): Topics {
  const { databaseClass, configuration, options } = surroundings;
  const { accountId, alarmEmails, pagerUrl } = configuration;
  const ours = { StringEquals: { 'aws:SourceAccount': accountId } };
  const key = makeKey(databaseClass, configuration, 'alarms', options, [
    {
      Sid: 'publishers',
      Effect: 'Allow',
      Principal: { Service: publishers },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: ours,
    },
  ]);
  const page = makeTopic(surroundings, 'page', key, ours);
  const mail = makeTopic(surroundings, 'mail', key, ours);
  const pager = { protocol: 'https', endpoint: pagerUrl, endpointAutoConfirms: true };
  new TopicSubscription('page', { topic: page.arn, ...pager }, options);
  for (const [index, endpoint] of alarmEmails.entries()) {
    new TopicSubscription(`mail-${index + 1}`, { topic: mail.arn, protocol: 'email', endpoint }, options);
  }
  if (alarmEmails.length === 0) new TopicSubscription('mail-to-pager', { topic: mail.arn, ...pager }, options);
  return { page, mail, key };
}

function makeTopic(
  { databaseClass, configuration, options }: Surroundings,
  part: 'page' | 'mail',
  key: Key,
  ours: Statement['Condition'],
): Topic {
  const { accountId, region, stack } = configuration;
  const name = nameOf(databaseClass, stack, part);
  const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
  const publish = { Action: 'sns:Publish', Resource: arn } as const;
  const policy = documentOf([
    { Sid: 'publishers', Effect: 'Allow', Principal: { Service: publishers }, ...publish, Condition: ours! },
    { Sid: 'tls', Effect: 'Deny', Principal: '*', ...publish, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ]);
  return new Topic(part, { name, kmsMasterKeyId: key.arn, policy }, options);
}
