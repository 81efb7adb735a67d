import type { Edge } from './graph.ts';

/** By node, the next one on a shortest way to the targets; a target itself has none. */
export type Reach = ReadonlyMap<string, string | undefined>;

/** Who imports a node, by node. */
export type Importers = ReadonlyMap<string, readonly string[]>;

export function importersIn(files: Iterable<[string, readonly Edge[]]>): Importers {
  const importers = new Map<string, string[]>();
  for (const [file, edges] of files) {
    for (const { to } of edges) {
      const known = importers.get(to);
      if (known === undefined) importers.set(to, [file]);
      else known.push(file);
    }
  }
  return importers;
}

/** Every file from which a target is reached through files that `passes` lets through; these files only. */
export function reachOf(importers: Importers, targets: readonly string[], passes: (file: string) => boolean): Reach {
  const reach = new Map<string, string | undefined>(targets.map((target) => [target, undefined]));
  // A map is walked in the order in which it grows: breadth first.
  for (const node of reach.keys()) {
    for (const file of importers.get(node) ?? []) {
      if (!reach.has(file) && passes(file)) reach.set(file, node);
    }
  }
  return reach;
}

/** The way from a node to the target, both included. */
export function wayFrom(node: string, reach: Reach): string[] {
  const way: string[] = [];
  for (let at: string | undefined = node; at !== undefined; at = reach.get(at)) way.push(at);
  return way;
}
