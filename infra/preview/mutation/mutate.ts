import { Graph } from '../../../policies/pack/graph.ts';
import { judge, type Policy } from '../../../policies/pack/policy.ts';
import type { Resource } from '../../../policies/pack/resource.ts';

/** One change to one resource of the real programs, such as a hurried person makes. */
export interface Mutation {
  title: string;
  project: string;
  type: string;
  /** The resource's name; where it is left out, the first of that type. */
  name?: string;
  /** What the resource is afterwards; undefined where it is gone. */
  change: (resource: Resource, all: readonly Resource[]) => Resource | undefined;
  /** Before it is up there is nothing to see: it spans stacks, or the property is not known by then. */
  onlyUp?: boolean;
  /** The policy that has to see it. */
  caughtBy: string;
}

/** The resources with one of them changed. Throws where the mutation's resource does not exist: it would prove nothing. */
export function mutated(resources: readonly Resource[], { title, project, type, name, change }: Mutation): Resource[] {
  const target = resources.find(
    (one) => one.project === project && one.type === type && (name === undefined || one.name === name),
  );
  if (target === undefined) throw new Error(`${title}: ${project} has no ${type} ${name ?? ''}`);
  const changed = change(target, resources);
  const others = resources.filter((one) => one !== target);
  return changed === undefined ? others : [...others, changed];
}

/** The ids of the policies that these resources violate. */
export function violated(policies: readonly Policy[], resources: readonly Resource[]): string[] {
  const violations = judge(policies, new Graph(resources)).filter(({ kind }) => kind === 'violation');
  return [...new Set(violations.map(({ policy }) => policy.id))];
}

/** Sets a property, at a path such as `rules.0.schedule`; undefined unsets it. Nothing of the original is changed. */
export function set(path: string, value: unknown): (resource: Resource) => Resource {
  return (resource) => {
    const properties = structuredCloneOf(resource.properties) as Record<string, unknown>;
    const keys = path.split('.');
    const last = keys.pop()!;
    let place = properties;
    for (const key of keys) place = place[key] as Record<string, unknown>;
    if (value === undefined) delete place[last];
    else place[last] = value;
    return { ...resource, properties };
  };
}

/** Changes a JSON document inside a property, such as a role's policy or a task's containers. */
export function inJson(path: string, change: (document: never) => void): (resource: Resource) => Resource {
  return (resource) => {
    const document = JSON.parse(resource.properties[path] as string) as never;
    change(document);
    return set(path, JSON.stringify(document))(resource);
  };
}

/** Unsets a property, and what went into it. */
export function unset(property: string): (resource: Resource) => Resource {
  return (resource) => {
    const dependencies = Object.entries(resource.propertyDependencies).filter(([name]) => name !== property);
    return { ...set(property, undefined)(resource), propertyDependencies: Object.fromEntries(dependencies) };
  };
}

/** Takes the resource away. */
export const gone = () => undefined;

/** A document of IAM's, as far as mutations change it. */
export interface PolicyDocument {
  Statement: {
    Effect: string;
    Principal?: unknown;
    Action: string | string[];
    Resource?: string | string[];
    Condition?: object;
  }[];
}

/** For inJson(): changes the first statement of a policy document. */
export function statement(change: (first: PolicyDocument['Statement'][number]) => void): (document: never) => void {
  return (document: PolicyDocument) => change(document.Statement[0]!);
}

/** For inJson(): adds a statement to a policy document. */
export function adds(more: PolicyDocument['Statement'][number]): (document: never) => void {
  return (document: PolicyDocument) => document.Statement.push(more);
}

/** structuredClone() refuses symbols, and what is unknown is one. */
function structuredCloneOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCloneOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structuredCloneOf(inner)]));
}
