import type { Graph } from './graph.ts';
import { holdsUnknown, type Resource } from './resource.ts';
import { securityGroupTypes } from './security-group-rules.ts';

/**
 * What is in each security group: all that names it by any property, other groups and rules excepted. Which property,
 * nobody could list: each service has its own.
 */
export function groupMembersIn(graph: Graph): ReadonlyMap<Resource, ReadonlySet<Resource>> {
  const groups = graph.ofType(...securityGroupTypes);
  const members = new Map(groups.map((group) => [group, new Set<Resource>()]));
  const byId = new Map<unknown, Resource>(groups.map((group) => [group.id, group]));
  const byUrn = new Map(groups.map((group) => [group.urn, group]));
  for (const resource of graph.resources) {
    if (/^pulumi:|securityGroup/i.test(resource.type)) continue;
    for (const [key, value] of Object.entries(resource.properties)) {
      const urns = holdsUnknown(value) ? (resource.propertyDependencies[key] ?? []) : [];
      const named = [...[...textsIn(value)].map((text) => byId.get(text)), ...urns.map((urn) => byUrn.get(urn))];
      for (const group of named) if (group !== undefined) members.get(group)!.add(resource);
    }
  }
  return members;
}

/** CloudFormation takes lists as one text. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield* value.split(',');
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) yield* textsIn(inner);
  }
}
