import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Resource, unknown } from '../../policies/pack/resource.ts';
import type { Recorded } from './record.ts';

/** What a review reads: all that a project registers before it is up, and nothing that changes by itself. */
export interface Snapshot {
  outputs: Readonly<Record<string, unknown>>;
  /** By type and name: `aws:kms/key:Key database`. */
  resources: Readonly<Record<string, ResourceSnapshot>>;
}

export interface ResourceSnapshot {
  /** True where Pulumi refuses to delete it. */
  protect?: true;
  /** Where its provider makes it; left out for what has no region. */
  region?: string;
  /** Resources that have to be there first, beyond those that its properties come from. */
  dependsOn?: readonly string[];
  /** For each property the resources whose outputs went into it. */
  from?: Readonly<Record<string, readonly string[]>>;
  properties: Readonly<Record<string, unknown>>;
}

/** Files that hold a snapshot, from the root of the repository. */
export const snapshotFolder = 'infra/preview/snapshot';
export const snapshotFileOf = (stack: string, project: string) => `${stack}.${project}.json`;

/** The graph in a form that is the same from run to run: sorted, JSON in strings opened, secrets and unknown values named. */
export function snapshotOf({ resources, outputs, secrets }: Recorded): Snapshot {
  const [stack, ...registered] = resources;
  const shortNames = new Map(registered.map((resource) => [resource.urn, shortNameOf(resource)]));
  return {
    outputs: shownProperties(outputs, secrets.get(stack!.urn)),
    resources: sorted(
      Object.fromEntries(
        registered.map((resource) => [
          shortNameOf(resource),
          resourceSnapshot(resource, shortNames, secrets.get(resource.urn)),
        ]),
      ),
    ),
  };
}

/** One property a line, so that a difference is a line. */
export function snapshotText(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

/** The committed snapshot; undefined where there is none. */
export function readSnapshot(stack: string, project: string): Snapshot | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(stack, project), 'utf8')) as Snapshot;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function writeSnapshot(stack: string, project: string, snapshot: Snapshot): void {
  writeFileSync(pathOf(stack, project), snapshotText(snapshot));
}

function pathOf(stack: string, project: string): string {
  return join(import.meta.dirname, 'snapshot', snapshotFileOf(stack, project));
}

function shortNameOf({ type, name }: Resource): string {
  return `${type} ${name}`;
}

function resourceSnapshot(
  { dependencies, propertyDependencies, properties, protect, provider }: Resource,
  shortNames: ReadonlyMap<string, string>,
  secrets: readonly string[] | undefined,
): ResourceSnapshot {
  const named = (urns: readonly string[]) => urns.map((urn) => shortNames.get(urn) ?? urn).sort();
  const inProperties = new Set(Object.values(propertyDependencies).flat());
  const dependsOn = named(dependencies.filter((urn) => !inProperties.has(urn)));
  const from = Object.entries(propertyDependencies).map(([property, urns]) => [property, named(urns)] as const);
  const region = provider['region'];
  return {
    ...(protect && { protect }),
    ...(typeof region === 'string' && { region }),
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(from.length > 0 && { from: sorted(Object.fromEntries(from)) }),
    properties: shownProperties(properties, secrets),
  };
}

function shownProperties(
  properties: Readonly<Record<string, unknown>>,
  secrets: readonly string[] = [],
): Record<string, unknown> {
  const entries = Object.entries(properties).map(([key, value]) => [
    key,
    secrets.includes(key) ? 'secret' : shown(value),
  ]);
  return sorted(Object.fromEntries(entries) as Record<string, unknown>);
}

function shown(value: unknown): unknown {
  if (value === unknown) return unknown.description;
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === 'string') return opened(value);
  if (typeof value !== 'object' || value === null) return value;
  return sorted(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)])));
}

/** JSON inside a string as what it says; any other string as it is. */
function opened(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return shown(JSON.parse(text));
  } catch {
    return text;
  }
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
