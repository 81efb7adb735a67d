import type { Graph } from './graph.ts';
import { unverifiable, type Verdict, violation } from './policy.ts';
import type { Resource } from './resource.ts';

/** The resources that point at this one by the property. Where there is none, `sayMissing()` says so. */
export function* demandPointing(
  graph: Graph,
  target: Resource,
  types: readonly string[],
  path: string,
  problem: string,
): Generator<Verdict, readonly Resource[]> {
  const found = graph.pointingAt(target, types, path);
  if (found.length === 0) yield sayMissing(graph, target, types, path, problem);
  return found;
}

/** That nothing points at a resource; or, where there is one that may, that nobody can tell yet. */
export function sayMissing(
  graph: Graph,
  target: Resource,
  types: readonly string[],
  path: string,
  problem: string,
): Verdict {
  const stray = graph.stray(types, path);
  return stray === undefined ? violation(target, problem) : unverifiable(stray, path);
}
