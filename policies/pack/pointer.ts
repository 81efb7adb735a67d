import type { Graph } from './graph.ts';
import { type Verdict, shown, unverifiable, violation } from './policy.ts';
import { type Resource, unknown, valueAt } from './resource.ts';

/**
 * Demands that a property names a resource of one of these types. A known value may name one of another stack, so that any text
 * will do that is not refused; where the value is not known, the graph says whether such a resource went into it.
 */
export function* demandPointer(
  graph: Graph,
  resource: Resource,
  path: string,
  {
    types,
    asks,
    refuses = () => false,
  }: { types: readonly string[]; asks: string; refuses?: (value: string) => boolean },
): Generator<Verdict> {
  const value = valueAt(resource, path);
  if (value === unknown) {
    if (!graph.targets(resource, path).some(({ type }) => types.includes(type))) yield unverifiable(resource, path);
  } else if (typeof value !== 'string' || value === '' || refuses(value)) {
    yield violation(resource, `${path} is ${shown(value)}, and the policy asks for ${asks}`);
  }
}

/** Demands a KMS key of our own: what AWS takes by itself, such as alias/aws/rds, has a policy that nobody can change. */
export function demandOwnKey(graph: Graph, resource: Resource, path: string): Generator<Verdict> {
  return demandPointer(graph, resource, path, {
    types: [
      'aws:kms/key:Key',
      'aws:kms/replicaKey:ReplicaKey',
      'aws:kms/externalKey:ExternalKey',
      'aws:kms/alias:Alias',
    ],
    asks: 'a KMS key of our own',
    refuses: (value) => value.includes('alias/aws/'),
  });
}
