import { alarms } from '../../alarms.ts';
import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { everyAlarmIsThere } from './every-alarm-is-there.ts';

const database = (project: string, type = 'instance:Instance') => resource(`aws:rds/${type}`, {}, { project });
const alarm = (name: unknown, project: string) =>
  resource('aws:cloudwatch/metricAlarm:MetricAlarm', { name }, { project });
const all = (project: string, but?: string) =>
  Object.entries(alarms)
    .filter(([name, { classes }]) => (classes as readonly string[]).includes(project) && name !== but)
    .map(([name]) => alarm(`${name}/${project}/production`, project));

testPolicy(everyAlarmIsThere, {
  passes: {
    'billing’s': [database('billing'), ...all('billing')],
    'main’s, which are fewer': [database('main', 'cluster:Cluster'), ...all('main')],
    'a stack without a database': [],
    'one that is made of others': [
      database('main'),
      ...all('main', 'drill-missed'),
      resource(
        'aws:cloudwatch/compositeAlarm:CompositeAlarm',
        { alarmName: 'drill-missed/main/production' },
        { project: 'main' },
      ),
    ],
  },
  fails: {
    'one missing': {
      resources: [database('billing'), ...all('billing', 'sweep-missed')],
      problems: ['no alarm of the stack is named sweep-missed/billing/<stack>'],
    },
    'the other class’s alarm in its place': {
      resources: [
        database('main'),
        ...all('main', 'prune-missed'),
        alarm('prune-missed/billing/production', 'billing'),
      ],
      problems: ['no alarm of the stack is named prune-missed/main/<stack>'],
    },
  },
  unverifiable: {
    'one whose name is not known': {
      resources: [database('main'), ...all('main', 'prune-missed'), alarm(unknown, 'main')],
      problems: ['name is not known: unverifiable until up'],
    },
  },
});
