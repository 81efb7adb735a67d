import type { DatabaseClass } from '../../policies/databases.ts';
import { resourcesOf, type Snapshot, type SnapshotResource } from './snapshot.ts';

/** A program that works on a database. */
export interface Program {
  name: string;
  /** `every 6 hours`, `always`, `at each deployment`. */
  runs: string;
  /** Its security group. */
  group: string;
  /** The database user that it logs in as. */
  user: string;
  /** The role of AWS that it works under. */
  role: string;
}

const taskDefinition = 'aws:ecs/taskDefinition:TaskDefinition';

/** Each task that the code defines, and the function that changes passwords, by their groups. */
export function programsOf(snapshot: Snapshot, database: DatabaseClass): Program[] {
  const tasks = resourcesOf(snapshot, taskDefinition).map(([name, task]): Program => {
    const start = startOf(snapshot, name);
    return {
      name,
      runs: start.runs,
      group: start.by === null ? 'chosen when it is started' : namesIn(start.by, groupType).join(', '),
      user: namesIn(task, secretType).find((secret) => secret.startsWith(`${database}_`)) ?? 'the administrator',
      role: rolesOf(snapshot, task).join(', '),
    };
  });
  const rotations = resourcesOf(snapshot, 'aws:serverlessrepository/cloudFormationStack:CloudFormationStack');
  const functions = rotations.map(([name, resource]): Program => ({
    ...{ name, runs: 'when a password is due to be changed', group: namesIn(resource, groupType).join(', ') },
    ...{ user: 'each of the users', role: 'one that AWS’s own application makes' },
  }));
  return [...tasks, ...functions].toSorted((one, other) => one.group.localeCompare(other.group));
}

const groupType = 'aws:ec2/securityGroup:SecurityGroup';
const secretType = 'aws:secretsmanager/secret:Secret';

/** What starts a task: the clock, a service that never ends, a deployment, or people. */
function startOf(snapshot: Snapshot, task: string): { runs: string; by: SnapshotResource | null } {
  const startedBy = (type: string) =>
    resourcesOf(snapshot, type).find(([, resource]) => namesIn(resource, taskDefinition).includes(task))?.[1];
  const schedule = startedBy('aws:scheduler/schedule:Schedule');
  if (schedule !== undefined) {
    return { runs: everyOf(String(schedule.properties['scheduleExpression'])), by: schedule };
  }
  const service = startedBy('aws:ecs/service:Service');
  if (service !== undefined) return { runs: 'always', by: service };
  const command = startedBy('command:local:Command');
  return command === undefined ? { runs: 'by hand', by: null } : { runs: 'at each deployment', by: command };
}

/** `rate(144 hours)` is every 6 days. */
function everyOf(expression: string): string {
  const [, count, unit] = /^rate\((\d+) (\w+)\)$/.exec(expression) ?? [];
  if (unit === undefined) return 'by the clock';
  const days = Number(count) / 24;
  return unit === 'hours' && Number.isInteger(days) && days > 1 ? `every ${days} days` : `every ${count} ${unit}`;
}

function rolesOf(snapshot: Snapshot, { from = {} }: SnapshotResource): string[] {
  return (from['taskRoleArn'] ?? []).map((role) => String(snapshot[role]?.properties['name']));
}

/** Names of the resources of one type that a resource's properties are made of. */
function namesIn({ from = {} }: SnapshotResource, type: string): string[] {
  const found = Object.values(from).flatMap((keys) =>
    keys.flatMap((key) => (key.startsWith(`${type} `) ? [key.slice(type.length + 1)] : [])),
  );
  return [...new Set(found)];
}
