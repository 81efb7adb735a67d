import type { Graph } from './graph.ts';
import { holdsUnknown, type Resource, unknown, valueAt } from './resource.ts';

/** Something of a stack that must be true. Its id is the name of its file, its test and its page. */
export interface Policy {
  id: string;
  /** What must be true, in one sentence. */
  requirement: string;
  /** Why, in one sentence. */
  reason: string;
  /** Who asks for it: a requirement of PCI DSS, SOC 2 or GDPR, AWS’s own advice, or the design. */
  source: string;
  /** What to do where it is not so. */
  mend: string;
  /** The types of resources that it looks at; Pulumi asks it about each before it is made. Empty: it looks at the whole. */
  types: readonly string[];
  /** Judges one resource by itself. */
  judgeResource?: (resource: Resource) => Iterable<Verdict>;
  /** Judges what hangs together. Pulumi asks it at the end of a preview, and of an update. */
  judgeGraph?: (graph: Graph) => Iterable<Verdict>;
}

/** What a policy has against a resource, or cannot tell yet. */
export interface Verdict {
  kind: 'violation' | 'unverifiable';
  resource: Resource;
  /** What is wrong, with the value: `backupRetentionPeriod is 34, less than the 35 days of the policy`. */
  problem: string;
}

export function violation(resource: Resource, problem: string): Verdict {
  return { kind: 'violation', resource, problem };
}

/** A value that Pulumi knows only once the resource is up decides; until then nobody may believe that it is right. */
export function unverifiable(resource: Resource, path: string): Verdict {
  return { kind: 'unverifiable', resource, problem: `${path} is not known: unverifiable until up` };
}

/**
 * Demands something of one value. An unset value is `undefined` for the test: what AWS makes of it is for the policy to
 * know. `problem` gets the value as text.
 */
export function* demand(
  resource: Resource,
  path: string,
  holds: (value: unknown) => boolean,
  problem: (shown: string) => string,
): Generator<Verdict> {
  const value = valueAt(resource, path);
  if (value === unknown || (holdsUnknown(value) && !holds(value))) yield unverifiable(resource, path);
  else if (!holds(value)) yield violation(resource, problem(shown(value)));
}

/** Demands exactly this value; `orUnset` where AWS makes the same of none. */
export function demandValue(
  resource: Resource,
  path: string,
  wanted: boolean | string,
  { orUnset = false }: { orUnset?: boolean } = {},
): Generator<Verdict> {
  return demand(
    resource,
    path,
    (value) => value === wanted || (orUnset && value === undefined),
    (value) => `${path} is ${value}, and the policy asks for ${shown(wanted)}`,
  );
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

/** All that the policies say of a graph, each with the policy that says it. */
export function judge(policies: readonly Policy[], graph: Graph): (Verdict & { policy: Policy })[] {
  return policies.flatMap((policy) => {
    const single = graph.ofType(...policy.types).flatMap((resource) => [...(policy.judgeResource?.(resource) ?? [])]);
    const whole = [...(policy.judgeGraph?.(graph) ?? [])];
    return [...single, ...whole].map((verdict) => ({ ...verdict, policy }));
  });
}
