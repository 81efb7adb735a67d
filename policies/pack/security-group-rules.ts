import type { Graph } from './graph.ts';
import { holdsUnknown, type Resource, unknown, valueAt } from './resource.ts';

export const securityGroupTypes = [
  'aws:ec2/securityGroup:SecurityGroup',
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
];

/** One permission to come in, however it is written. */
export interface IngressRule {
  /** Where it is written: the group itself, or a rule of its own. */
  resource: Resource;
  /** The property that says it, for messages. */
  path: string;
  /** The groups that it opens: one, unless nothing in the graph says which. */
  opens: readonly Resource[];
  ports: Ports;
  /** IPv4 and IPv6 blocks, as far as they are known. */
  cidrs: readonly string[];
  prefixLists: readonly unknown[];
  groups: readonly Resource[];
  /** Groups by ids that no resource here has: another stack’s, another account’s, or a hand-made one. */
  strangers: readonly string[];
  /** Whether something that is not known yet, and that the graph does not tell either, decides who may come in. */
  isUndecided: boolean;
}

/** Undefined ends: every port. */
export interface Ports {
  first: number | undefined;
  last: number | undefined;
}

/**
 * All that security groups let in: inline rules, and both kinds of rules that are resources. A group that names itself
 * lets in its own members.
 */
export function ingressRules(graph: Graph): IngressRule[] {
  return [
    ...graph.ofType(...securityGroupTypes).flatMap((group) => inlineRules(graph, group)),
    ...graph.ofType('aws:ec2/securityGroupRule:SecurityGroupRule').flatMap((rule) => {
      if (valueAt(rule, 'type') === 'egress') return [];
      const sources = ['cidrBlocks', 'ipv6CidrBlocks', 'prefixListIds', 'sourceSecurityGroupId', 'self'] as const;
      return [ruleOf(graph, rule, sources, 'protocol')];
    }),
    ...graph.ofType('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule').map((rule) => {
      const sources = ['cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedSecurityGroupId', 'self'] as const;
      return ruleOf(graph, rule, sources, 'ipProtocol');
    }),
  ];
}

/** Whether a rule lets somebody in at a port. */
export function reachesPort({ first, last }: Ports, port: number): boolean {
  return (first === undefined || first <= port) && (last === undefined || port <= last);
}

/** As people write it: 443, 1024-65535, every port. */
export function portsShown({ first, last }: Ports): string {
  if (first === undefined || last === undefined) return 'every port';
  return first === last ? `port ${first}` : `ports ${first}-${last}`;
}

type Sources = readonly [ipv4: string, ipv6: string, prefixLists: string, groups: string, self: string];

function ruleOf(graph: Graph, rule: Resource, sources: Sources, protocol: string): IngressRule {
  const opens = graph.targets(rule, 'securityGroupId').filter(isGroup);
  return { ...contentOf(graph, rule, '', sources, protocol, opens), resource: rule, opens };
}

/** Not known as a whole, a group's inline rules are undecided, with what Pulumi says went into them. */
function inlineRules(graph: Graph, group: Resource): IngressRule[] {
  const rules = valueAt(group, 'ingress');
  const opens = [group];
  if (rules === unknown) {
    const groups = graph.targets(group, 'ingress').filter(isGroup);
    const nothing = { cidrs: [], prefixLists: [], strangers: [], ports: { first: undefined, last: undefined } };
    return [{ ...nothing, resource: group, path: 'ingress', opens, groups, isUndecided: true }];
  }
  const sources = ['cidrBlocks', 'ipv6CidrBlocks', 'prefixListIds', 'securityGroups', 'self'] as const;
  return (Array.isArray(rules) ? rules : []).map((_, index) => ({
    ...contentOf(graph, group, `ingress.${index}.`, sources, 'protocol', opens),
    resource: group,
    opens,
  }));
}

function contentOf(
  graph: Graph,
  resource: Resource,
  at: string,
  [ipv4, ipv6, prefixLists, groups, self]: Sources,
  protocol: string,
  opens: readonly Resource[],
): Pick<IngressRule, 'path' | 'ports' | 'cidrs' | 'prefixLists' | 'groups' | 'strangers' | 'isUndecided'> {
  const listAt = (key: string) => [valueAt(resource, at + key) ?? []].flat() as unknown[];
  const targets = graph.targets(resource, at + groups).filter(isGroup);
  const blocks = [...listAt(ipv4), ...listAt(ipv6)];
  const given = [ipv4, ipv6, prefixLists, groups, self].filter((key) => valueAt(resource, at + key) !== undefined);
  return {
    path: at === '' ? (given[0] ?? groups) : `${at}${given[0] ?? groups}`,
    ports: portsOf(resource, at, protocol),
    cidrs: blocks.filter((block) => typeof block === 'string'),
    prefixLists: listAt(prefixLists),
    strangers: listAt(groups).filter(
      (text) => typeof text === 'string' && text !== '' && !targets.some((group) => goesBy(group, text)),
    ) as string[],
    groups: [...targets, ...(valueAt(resource, at + self) === true ? opens : [])],
    isUndecided: holdsUnknown(blocks) || (holdsUnknown(listAt(groups)) && targets.length === 0),
  };
}

/** What is not known, or is a protocol by itself, counts as every port. */
function portsOf(resource: Resource, at: string, protocolKey: string): Ports {
  const protocol = valueAt(resource, at + protocolKey);
  const [first, last] = [valueAt(resource, `${at}fromPort`), valueAt(resource, `${at}toPort`)];
  const isAll = protocol === '-1' || protocol === 'all' || typeof first !== 'number' || typeof last !== 'number';
  return isAll ? { first: undefined, last: undefined } : { first, last };
}

function goesBy({ id, properties }: Resource, text: string): boolean {
  return [id, properties['arn'], properties['name']].includes(text);
}

function isGroup({ type }: Resource): boolean {
  return securityGroupTypes.includes(type);
}
