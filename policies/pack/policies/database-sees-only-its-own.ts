import { databaseGroupsIn } from '../database-groups.ts';
import { databaseTypes } from '../databases-in-graph.ts';
import type { Graph } from '../graph.ts';
import { type Policy, unverifiable, type Verdict, violation } from '../policy.ts';
import { type Resource, unknown, valueAt } from '../resource.ts';
import { ingressRules, portsShown } from '../security-group-rules.ts';

export const databaseSeesOnlyItsOwn: Policy = {
  id: 'database-sees-only-its-own',
  requirement: 'Only named security groups reach a database, and only at its port.',
  reason: 'An address is whoever has it today; a group is a decision, and the graph can follow it.',
  source: 'PCI DSS 1.2.5, 1.4.4; SOC 2 CC6.6; the design',
  mend: 'let in a security group at the database’s port, and neither addresses, nor prefix lists, nor other ports',
  types: [],
  *judgeGraph(graph) {
    const groups = databaseGroupsIn(graph);
    for (const database of graph.ofType(...databaseTypes)) {
      const path = 'vpcSecurityGroupIds';
      const value = valueAt(database, path);
      if (groups.some((one) => one.database === database)) continue;
      if (value === unknown || (Array.isArray(value) && value.length > 0)) yield unverifiable(database, path);
      else yield violation(database, `${path} is empty: the network’s default group lets in its own`);
    }
    for (const { group, port } of groups.filter(
      (one, index) => groups.findIndex((g) => g.group === one.group) === index,
    )) {
      yield* judgeGroup(graph, group, port);
    }
  },
};

function* judgeGroup(graph: Graph, group: Resource, port: number): Generator<Verdict> {
  for (const rule of ingressRules(graph).filter(({ opens }) => opens.includes(group))) {
    const { resource, path, cidrs, prefixLists, ports, strangers, isUndecided } = rule;
    if (cidrs.length > 0)
      yield violation(resource, `${path} lets in ${cidrs.join(', ')}, and has to name security groups`);
    if (prefixLists.length > 0)
      yield violation(resource, `${path} lets in a prefix list, and has to name security groups`);
    for (const stranger of strangers)
      yield violation(resource, `${path} lets in ${stranger}, which is no group of this stack`);
    if (isUndecided) yield unverifiable(resource, path);
    else if (ports.first !== port || ports.last !== port) {
      yield violation(
        resource,
        `it opens ${portsShown(ports)} of the database’s group, and has to open port ${port} only`,
      );
    }
  }
}
