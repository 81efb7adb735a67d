import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { alarmHasAnActionAndARunbook } from './alarm-has-an-action-and-a-runbook.ts';

const topic = resource('aws:sns/topic:Topic', {}, { name: 'pages' });
const subscription = (properties: Record<string, unknown> = {}) =>
  resource(
    'aws:sns/topicSubscription:TopicSubscription',
    { topic: unknown, ...properties },
    { name: 'pager', propertyDependencies: { topic: [topic.urn] } },
  );
const holds = {
  name: 'backup-missed/billing/production',
  alarmActions: ['arn:aws:sns:eu-central-1:1:pages'],
  alarmDescription: 'No backup in time. runbooks/backup-missed.md',
  treatMissingData: 'breaching',
};
const alarm = (properties: Record<string, unknown> = {}, project = 'billing', urns = {}) =>
  resource(
    'aws:cloudwatch/metricAlarm:MetricAlarm',
    { ...holds, ...properties },
    { project, propertyDependencies: urns },
  );
const composite = (properties: Record<string, unknown>) => {
  const { name, alarmActions, alarmDescription } = holds;
  const shared = { alarmName: name, alarmActions, alarmDescription };
  return resource('aws:cloudwatch/compositeAlarm:CompositeAlarm', { ...shared, ...properties });
};
const badName = (name: string) =>
  `its name is ${name}, and has to be <alarm>/<class>/<stack>, as in policies/alarms.ts`;

testPolicy(alarmHasAnActionAndARunbook, {
  passes: {
    'a topic that no alarm calls': [topic],
    'a CRITICAL one': [alarm()],
    'a HIGH one, by its own way': [
      alarm({
        name: 'drill-missed/billing/production',
        alarmDescription: 'runbooks/drill-missed.md',
        alarmActions: ['arn:aws:lambda:eu-central-1:1:function:tickets'],
        treatMissingData: undefined,
      }),
    ],
    'the same alarm, which is HIGH for main': [
      alarm({ name: 'backup-missed/main/production', treatMissingData: 'missing' }, 'main'),
    ],
    'a topic that is not there yet': [
      topic,
      subscription(),
      alarm({ alarmActions: [unknown] }, 'billing', { alarmActions: [topic.urn] }),
    ],
    'one of several alarms': [composite({})],
  },
  fails: {
    'a topic that nobody hears, or not all of': {
      resources: [
        topic,
        subscription({ filterPolicy: '{"never":["comes"]}' }),
        alarm({ alarmActions: [unknown] }, 'billing', { alarmActions: [topic.urn] }),
      ],
      problems: ['alarms call it, and no TopicSubscription without a filterPolicy points at it'],
    },
    'nothing but a name': {
      resources: [
        alarm({
          alarmActions: undefined,
          alarmDescription: undefined,
          treatMissingData: undefined,
          actionsEnabled: false,
        }),
      ],
      problems: [
        'alarmActions is not set: it reaches nobody',
        'actionsEnabled is false: it reaches nobody',
        'treatMissingData is not set, and has to be breaching: the alarm is CRITICAL',
        'alarmDescription is not set, and does not name runbooks/backup-missed.md',
      ],
    },
    'no name': { resources: [alarm({ name: undefined })], problems: [badName('not set')] },
    'a name that no policy has': {
      resources: [alarm({ name: 'disk-full/billing/production' })],
      problems: [badName('"disk-full/billing/production"')],
    },
    'a name that every object has': {
      resources: [alarm({ name: 'constructor/billing/production' })],
      problems: [badName('"constructor/billing/production"')],
    },
    'the name of the other class’s, and of another stack': {
      resources: [
        alarm({ name: 'backup-missed/main/production' }),
        alarm({ name: 'backup-missed/billing/staging' }),
        alarm({ name: 'backup-missed/billing/production/more' }),
      ],
      problems: ['main/production', 'billing/staging', 'billing/production/more'].map((rest) =>
        badName(`"backup-missed/${rest}"`),
      ),
    },
    'an alarm that main does not have': {
      resources: [alarm({ name: 'commit-slow/main/production' }, 'main')],
      problems: [badName('"commit-slow/main/production"')],
    },
    'an empty list': {
      resources: [alarm({ alarmActions: [] })],
      problems: ['alarmActions is []: it reaches nobody'],
    },
    'a CRITICAL one without a topic': {
      resources: [alarm({ alarmActions: ['arn:aws:lambda:eu-central-1:1:function:tickets'] })],
      problems: ['alarmActions names no SNS topic, and the alarm is CRITICAL'],
    },
    'another page': {
      resources: [composite({ alarmDescription: 'runbooks/drill-missed.md' })],
      problems: ['alarmDescription is "runbooks/drill-missed.md", and does not name runbooks/backup-missed.md'],
    },
  },
  unverifiable: {
    'a name that is not known': {
      resources: [alarm({ name: unknown })],
      problems: ['name is not known: unverifiable until up'],
    },
    'nothing known but the name': {
      resources: [
        alarm({
          alarmActions: [unknown],
          actionsEnabled: unknown,
          treatMissingData: unknown,
          alarmDescription: unknown,
        }),
      ],
      problems: ['alarmActions', 'actionsEnabled', 'treatMissingData', 'alarmDescription'].map(
        (path) => `${path} is not known: unverifiable until up`,
      ),
    },
  },
});
