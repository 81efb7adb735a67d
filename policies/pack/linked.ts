import type { Graph } from './graph.ts';
import { unverifiable, type Verdict, violation } from './policy.ts';
import { isSet, type Resource, type Unknown, unknown, valueAt } from './resource.ts';

/**
 * What a property that names one other resource names: its URN where the graph has it, else the value; undefined where
 * nothing is set, `unknown` where neither the value nor what went into it tells.
 */
export function linkOf(graph: Graph, resource: Resource, path: string): string | Unknown | undefined {
  const value = valueAt(resource, path);
  if (!isSet(value)) return undefined;
  const [target, ...others] = graph.targets(resource, path);
  if (target !== undefined && others.length === 0) return target.urn;
  return typeof value === 'string' ? value : unknown;
}

/** Demands that a property names something. A value that is not known yet will, where the graph says what goes into it. */
export function* demandLink(graph: Graph, resource: Resource, path: string, problem: string): Generator<Verdict> {
  const value = valueAt(resource, path);
  if (!isSet(value)) yield violation(resource, problem);
  else if (value === unknown && graph.targets(resource, path).length === 0) yield unverifiable(resource, path);
}
