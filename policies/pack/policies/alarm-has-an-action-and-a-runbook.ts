import { type AlarmName, alarms } from '../../alarms.ts';
import { databaseClasses } from '../../databases.ts';
import { alarmNameOf, alarmTypes } from '../alarm-names.ts';
import { classOf } from '../data-class.ts';
import type { Graph } from '../graph.ts';
import { type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { isSet, type Resource, stackOf, unknown, valueAt } from '../resource.ts';
import { sayMissing } from '../pointing.ts';

const subscriptionType = 'aws:sns/topicSubscription:TopicSubscription';
const topicType = 'aws:sns/topic:Topic';
const topicArn = /^arn:aws[a-z-]*:sns:/;

export const alarmHasAnActionAndARunbook: Policy = {
  id: 'alarm-has-an-action-and-a-runbook',
  requirement: 'Every alarm reaches somebody, who then knows what to do.',
  reason: 'An alarm that nobody hears is none, and one without a page costs the minutes that it was to save.',
  source: 'PCI DSS 10.7.2, 12.10.1; SOC 2 CC7.2, CC7.3; Checkov CKV_AWS_319',
  mend:
    'name it <alarm>/<class>/<stack> after an alarm of policies/alarms.ts, give it alarmActions, name runbooks/<alarm>.md in ' +
    'its description, and, if CRITICAL, an SNS topic and treatMissingData: breaching',
  types: [],
  *judgeGraph(graph) {
    for (const resource of graph.ofType(...alarmTypes)) yield* judgeAlarm(graph, resource);
    for (const topic of graph.ofType(topicType)) yield* judgeTopic(graph, topic);
  },
};

function* judgeAlarm(graph: Graph, resource: Resource): Generator<Verdict> {
  const name = alarmNameOf(resource);
  if (name === unknown) {
    yield unverifiable(resource, 'name');
    return;
  }
  const [alarm, of, stack, ...more] = String(name).split('/');
  const databaseClass = databaseClasses.find((known) => known === of);
  const own = classOf(resource) ?? databaseClass;
  const policy = Object.hasOwn(alarms, alarm!) ? alarms[alarm as AlarmName] : undefined;
  const isItsOwn = databaseClass !== undefined && databaseClass === own && stack === stackOf(resource);
  if (policy === undefined || !isItsOwn || more.length > 0 || !(policy.classes as readonly string[]).includes(of!)) {
    yield violation(
      resource,
      `its name is ${shown(name)}, and has to be <alarm>/<class>/<stack>, as in policies/alarms.ts`,
    );
    return;
  }
  yield* judgeActions(graph, resource, policy.priority(databaseClass) === 'CRITICAL');
  const description = valueAt(resource, 'alarmDescription');
  if (description === unknown) yield unverifiable(resource, 'alarmDescription');
  else if (!String(description).includes(`runbooks/${alarm}.md`)) {
    yield violation(resource, `alarmDescription is ${shown(description)}, and does not name runbooks/${alarm}.md`);
  }
}

/** A topic that an alarm calls has somebody who listens, and to everything. */
function* judgeTopic(graph: Graph, topic: Resource): Generator<Verdict> {
  if (graph.pointingAt(topic, alarmTypes, 'alarmActions').length === 0) return;
  const subscriptions = graph.pointingAt(topic, [subscriptionType], 'topic');
  if (subscriptions.some((one) => !isSet(valueAt(one, 'filterPolicy')))) return;
  const problem = 'alarms call it, and no TopicSubscription without a filterPolicy points at it';
  yield sayMissing(graph, topic, [subscriptionType], 'topic', problem);
}

function* judgeActions(graph: Graph, resource: Resource, isCritical: boolean): Generator<Verdict> {
  const actions = valueAt(resource, 'alarmActions');
  const listed = Array.isArray(actions) ? (actions as unknown[]) : [];
  const targets = graph.targets(resource, 'alarmActions');
  const isUnknown = actions === unknown || listed.includes(unknown);
  const hasTopic =
    targets.some(({ type }) => type === topicType) ||
    listed.some((action) => typeof action === 'string' && topicArn.test(action));
  if (listed.length === 0 && !isUnknown)
    yield violation(resource, `alarmActions is ${shown(actions)}: it reaches nobody`);
  else if (isUnknown && targets.length === 0 && !hasTopic) yield unverifiable(resource, 'alarmActions');
  else if (isCritical && !hasTopic)
    yield violation(resource, 'alarmActions names no SNS topic, and the alarm is CRITICAL');
  const enabled = valueAt(resource, 'actionsEnabled');
  if (enabled === unknown) yield unverifiable(resource, 'actionsEnabled');
  else if (enabled === false) yield violation(resource, 'actionsEnabled is false: it reaches nobody');
  if (!isCritical || resource.type === 'aws:cloudwatch/compositeAlarm:CompositeAlarm') return;
  const missing = valueAt(resource, 'treatMissingData');
  if (missing === unknown) yield unverifiable(resource, 'treatMissingData');
  else if (missing !== 'breaching') {
    yield violation(resource, `treatMissingData is ${shown(missing)}, and has to be breaching: the alarm is CRITICAL`);
  }
}
