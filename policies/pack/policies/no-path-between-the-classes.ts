import type { DatabaseClass } from '../../databases.ts';
import { loadBalancerRole, roleTag } from '../../tags.ts';
import { overlap } from '../cidr.ts';
import { classOf } from '../data-class.ts';
import { type DatabaseGroup, databaseGroupsIn } from '../database-groups.ts';
import type { Graph } from '../graph.ts';
import { groupMembersIn } from '../group-members.ts';
import { type Policy, unverifiable, type Verdict, violation } from '../policy.ts';
import { type Resource, tagOf, valueAt } from '../resource.ts';
import { type IngressRule, ingressRules, reachesPort } from '../security-group-rules.ts';
import { subnetTypes } from '../subnets.ts';

/** Ways between networks that no security group sees whole. Between what the classes have of their own there is none. */
const bridgeTypes = [
  'aws:ec2/vpcPeeringConnection:VpcPeeringConnection',
  'aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter',
  'aws:ec2/vpcEndpointService:VpcEndpointService',
  'aws:ec2/vpnConnection:VpnConnection',
  'aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment',
  'aws:ec2clientvpn/networkAssociation:NetworkAssociation',
  'aws:ec2transitgateway/vpcAttachment:VpcAttachment',
  'aws:ram/resourceAssociation:ResourceAssociation',
  'aws:vpclattice/resourceGateway:ResourceGateway',
  'aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation',
];

export const noPathBetweenTheClasses: Policy = {
  id: 'no-path-between-the-classes',
  requirement: 'Nothing of one class’s can reach the other class’s database, directly or through others.',
  reason:
    'The wall between money data and the app is this: whoever owns the app still has no way to billing’s database.',
  source: 'PCI DSS 1.4.1, 11.4.5; SOC 2 CC6.6; the design',
  mend: 'take the rule away; the other class’s data is asked for at its load balancer',
  types: [],
  *judgeGraph(graph) {
    const rules = ingressRules(graph);
    const members = groupMembersIn(graph);
    for (const target of databaseGroupsIn(graph)) yield* judgeDatabase(graph, rules, members, target);
    for (const bridge of graph.ofType(...bridgeTypes)) {
      const databaseClass = classOf(bridge);
      if (databaseClass !== undefined)
        yield violation(bridge, `it is a bridge into ${databaseClass}’s own part of the network`);
    }
  },
};

/**
 * Walks from the database outwards, against the direction of the requests: who may come to its port, who may come to
 * those, and so on. A load balancer is where the walk ends: it is the door that requests of everybody take.
 */
function* judgeDatabase(
  graph: Graph,
  rules: readonly IngressRule[],
  members: ReturnType<typeof groupMembersIn>,
  { group: databaseGroup, databaseClass, port }: DatabaseGroup,
): Generator<Verdict> {
  if (databaseClass === undefined) return;
  const strangers = graph
    .ofType(...subnetTypes)
    .filter((subnet) => classOf(subnet) !== databaseClass && typeof valueAt(subnet, 'cidrBlock') === 'string');
  const seen = new Set([databaseGroup]);
  const ahead: { group: Resource; way: string }[] = [{ group: databaseGroup, way: databaseGroup.name }];
  for (const { group, way } of ahead) {
    for (const rule of rules.filter(({ opens }) => opens.includes(group))) {
      if (group === databaseGroup && !reachesPort(rule.ports, port)) continue;
      yield* judgeAddresses(graph, rule, strangers, databaseClass, way);
      for (const stranger of rule.strangers) {
        const problem = `${stranger}, a group that nobody here knows, reaches ${databaseClass}’s database: ${way}`;
        yield knowsAll(graph)
          ? violation(rule.resource, problem)
          : unverifiable(rule.resource, `the owner of ${stranger}`);
      }
      if (rule.isUndecided) yield unverifiable(rule.resource, rule.path);
      for (const source of rule.groups) {
        if (seen.has(source)) continue;
        seen.add(source);
        const owners = ownersOf(source, members);
        owners.delete(databaseClass);
        const [other] = owners;
        const longer = `${source.name} → ${way}`;
        if (other !== undefined) {
          yield violation(rule.resource, `${other} reaches ${databaseClass}’s database: ${longer}`);
        } else if (tagOf(source, roleTag) !== loadBalancerRole) ahead.push({ group: source, way: longer });
      }
    }
  }
}

/** Where no subnet is in the graph, as in a stack without the network, nobody can say whose addresses these are. */
function* judgeAddresses(
  graph: Graph,
  rule: IngressRule,
  strangers: readonly Resource[],
  databaseClass: DatabaseClass,
  way: string,
): Generator<Verdict> {
  if (rule.prefixLists.length > 0) {
    yield violation(
      rule.resource,
      `a prefix list, which may hold anybody, reaches ${databaseClass}’s database: ${way}`,
    );
  }
  for (const cidr of rule.cidrs) {
    const subnet = strangers.find(({ properties }) => overlap(cidr, String(properties['cidrBlock'])));
    if (subnet !== undefined) {
      const whose = classOf(subnet) ?? 'nobody';
      const problem = `${cidr} holds ${whose}’s subnet ${subnet.name}, and reaches ${databaseClass}’s database: ${way}`;
      yield violation(rule.resource, problem);
    } else if (!knowsAll(graph)) yield unverifiable(rule.resource, `the owner of ${cidr}`);
  }
}

/** Whether the network is among the resources: then there is nothing that they do not show. */
function knowsAll(graph: Graph): boolean {
  return graph.ofType(...subnetTypes).length > 0;
}

/** Whose a group is: by its stack or tag, and by what is in it. */
function ownersOf(group: Resource, members: ReturnType<typeof groupMembersIn>): Set<DatabaseClass> {
  return new Set([group, ...(members.get(group) ?? [])].flatMap((resource) => classOf(resource) ?? []));
}
