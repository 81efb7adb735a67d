import { alarms } from '../../alarms.ts';
import { alarmNameOf, alarmTypes } from '../alarm-names.ts';
import { classOf } from '../data-class.ts';
import { databasesIn } from '../databases-in-graph.ts';
import { type Policy, unverifiable, violation } from '../policy.ts';
import { unknown } from '../resource.ts';

export const everyAlarmIsThere: Policy = {
  id: 'every-alarm-is-there',
  requirement: 'Where there is a database, there are all the alarms that its class has.',
  reason: 'Each runbook answers an alarm; without the alarm nobody opens it.',
  source: 'PCI DSS 10.7.2; SOC 2 CC7.2; policies/alarms.ts',
  mend: 'add the alarm to the stack, named <alarm>/<class>/<stack>',
  types: [],
  *judgeGraph(graph) {
    for (const [databaseClass, database] of databasesIn(graph)) {
      const own = graph.ofType(...alarmTypes).filter((alarm) => (classOf(alarm) ?? databaseClass) === databaseClass);
      const nameless = own.find((alarm) => alarmNameOf(alarm) === unknown);
      for (const [name, { classes }] of Object.entries(alarms)) {
        const wanted = `${name}/${databaseClass}/`;
        if (!(classes as readonly string[]).includes(databaseClass)) continue;
        if (own.some((alarm) => alarmNameOf(alarm) !== unknown && String(alarmNameOf(alarm)).startsWith(wanted)))
          continue;
        if (nameless === undefined) yield violation(database, `no alarm of the stack is named ${wanted}<stack>`);
        else {
          yield unverifiable(nameless, 'name');
          break;
        }
      }
    }
  },
};
