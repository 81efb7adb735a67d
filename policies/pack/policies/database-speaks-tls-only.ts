import { clusterInstanceType, clusterType, instanceType } from '../database-types.ts';
import type { Graph } from '../graph.ts';
import { type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { holdsUnknown, type Resource, unknown, valueAt } from '../resource.ts';

const groupTypes = ['aws:rds/parameterGroup:ParameterGroup', 'aws:rds/clusterParameterGroup:ClusterParameterGroup'];

/** What a parameter group has to say. Off by default on MySQL, and on MariaDB before 11.8. */
const parameters: readonly { name: string; asks: string; holds: (value: string) => boolean }[] = [
  { name: 'require_secure_transport', asks: '1', holds: (value) => /^(1|on)$/i.test(value) },
  {
    name: 'sql_mode',
    asks: 'STRICT_TRANS_TABLES or STRICT_ALL_TABLES',
    holds: (modes) => modes.split(',').some((mode) => /^strict_(trans|all)_tables$/i.test(mode.trim())),
  },
];

/** Unset is RDS’s default group, which nobody can change. An instance of a cluster may not weaken what its cluster says. */
export const databaseSpeaksTlsOnly: Policy = {
  id: 'database-speaks-tls-only',
  requirement: 'A database refuses a connection without TLS, and a value that does not fit its column.',
  reason:
    'A client that forgets TLS sends its password and its rows in the open; a lax server cuts amounts short unasked.',
  source: 'PCI DSS 4.2.1; GDPR 32(1)(a); Checkov CKV2_AWS_69',
  mend: 'give the database a parameter group of its own with require_secure_transport = 1 and a strict sql_mode',
  types: [instanceType, clusterType, clusterInstanceType],
  *judgeGraph(graph) {
    for (const instance of graph.ofType(instanceType)) yield* judgeDatabase(graph, instance, 'parameterGroupName');
    for (const cluster of graph.ofType(clusterType))
      yield* judgeDatabase(graph, cluster, 'dbClusterParameterGroupName');
    for (const instance of graph.ofType(clusterInstanceType)) {
      for (const group of groupsOf(graph, instance, 'dbParameterGroupName'))
        yield* judgeGroup(group, { mayLeaveOut: true });
    }
  },
};

function* judgeDatabase(graph: Graph, database: Resource, path: string): Generator<Verdict> {
  const groups = groupsOf(graph, database, path);
  for (const group of groups) yield* judgeGroup(group, { mayLeaveOut: false });
  if (groups.length > 0) return;
  const name = valueAt(database, path);
  if (name === unknown) yield unverifiable(database, path);
  else if (typeof name !== 'string' || name.startsWith('default.')) {
    yield violation(database, `${path} is ${shown(name)}, and the policy asks for a parameter group of our own`);
  } else yield violation(database, `${path} is "${name}", which is no parameter group of this stack`);
}

function groupsOf(graph: Graph, database: Resource, path: string): Resource[] {
  return graph.targets(database, path).filter(({ type }) => groupTypes.includes(type));
}

function* judgeGroup(group: Resource, { mayLeaveOut }: { mayLeaveOut: boolean }): Generator<Verdict> {
  const list = valueAt(group, 'parameters') ?? [];
  if (holdsUnknown(list)) {
    yield unverifiable(group, 'parameters');
    return;
  }
  for (const { name, asks, holds } of parameters) {
    const said = (list as { name: string; value: string | undefined }[]).filter((one) => one.name === name);
    // Of one that is said twice nobody knows which counts.
    const wrong = said.find(({ value }) => value === undefined || !holds(value));
    if (wrong === undefined && (said.length > 0 || mayLeaveOut)) continue;
    yield violation(group, `${name} is ${shown(wrong?.value)}, and the policy asks for ${asks}`);
  }
}
