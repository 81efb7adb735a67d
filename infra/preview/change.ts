import { isDeepStrictEqual } from 'node:util';
import type { ResourceSnapshot, Snapshot } from './snapshot.ts';
import { stateful } from './stateful.ts';

/** One property of a resource, or of what is around it, that is not what it was. */
export interface PropertyChange {
  /** `properties.policy.Statement.0.Action`, `protect`, `region`; undefined before or after where it is not there. */
  path: string;
  before: unknown;
  after: unknown;
}

/** What becomes of a project, by the names of its resources. */
export interface Change {
  added: readonly string[];
  removed: readonly string[];
  changed: readonly { resource: string; properties: readonly PropertyChange[] }[];
  outputs: readonly PropertyChange[];
  /** What somebody has to have decided: data, or a protection, goes. */
  dangers: readonly Danger[];
}

export interface Danger {
  kind: 'replaces' | 'removes' | 'unprotects';
  resource: string;
  /** What is lost with it. */
  holds: string;
  /** Which property, or which other resource, brings it about. */
  because: string;
}

/** What a project’s resources become, and what of that costs data. Pulumi deletes what the program no longer names. */
export function changeOf(before: Snapshot, after: Snapshot): Change {
  const names = (left: Snapshot, right: Snapshot) =>
    Object.keys(left.resources).filter((name) => right.resources[name] === undefined);
  const removed = names(before, after);
  const changed = Object.keys(after.resources)
    .filter((name) => before.resources[name] !== undefined)
    .map((name) => ({
      resource: name,
      properties: differences(before.resources[name], after.resources[name], []),
    }))
    .filter(({ properties }) => properties.length > 0);
  return {
    added: names(after, before),
    removed,
    changed,
    outputs: differences(before.outputs, after.outputs, []),
    dangers: [
      ...replacements(changed, after),
      ...removed.flatMap((resource) => removal(resource, before.resources[resource]!)),
      ...changed.flatMap(({ resource, properties }) =>
        properties.some(({ path, before: was }) => path === 'protect' && was === true)
          ? [{ kind: 'unprotects' as const, resource, holds: holdsOf(resource), because: 'protect' }]
          : [],
      ),
    ],
  };
}

/** Whether anything at all is different. */
export function isChange({ added, removed, changed, outputs }: Change): boolean {
  return [added, removed, changed, outputs].some(({ length }) => length > 0);
}

/** A resource that is made anew has another id, so that what cannot change that property is made anew as well. */
function replacements(changed: Change['changed'], after: Snapshot): Danger[] {
  const found = new Map<string, Danger>();
  const add = (resource: string, because: string): void => {
    if (!found.has(resource)) found.set(resource, { kind: 'replaces', resource, holds: holdsOf(resource), because });
  };
  for (const { resource, properties } of changed) {
    const fatal = properties.find(({ path }) => replaces(resource, path));
    if (fatal !== undefined) add(resource, fatal.path.split('.')[1] ?? fatal.path);
  }
  for (let count = -1; count !== found.size;) {
    count = found.size;
    for (const [resource, { from = {} }] of Object.entries(after.resources)) {
      for (const [property, sources] of Object.entries(from)) {
        const source = sources.find((name) => found.has(name));
        if (source !== undefined && replaces(resource, `from.${property}`)) {
          add(resource, `${property}, which is of ${source}`);
        }
      }
    }
  }
  return [...found.values()];
}

function replaces(resource: string, path: string): boolean {
  const entry = stateful[typeOf(resource)];
  if (entry === undefined) return false;
  const [part, property = ''] = path.split('.');
  return part === 'region' || property === 'region' || (part !== 'protect' && entry.replacedBy.includes(property));
}

function removal(resource: string, { protect }: ResourceSnapshot): Danger[] {
  if (protect !== true && stateful[typeOf(resource)] === undefined) return [];
  const because = protect === true ? 'its removal, which Pulumi refuses until it is unprotected' : 'its removal';
  return [{ kind: 'removes', resource, holds: holdsOf(resource), because }];
}

function holdsOf(resource: string): string {
  return stateful[typeOf(resource)]?.holds ?? 'what somebody protected';
}

function typeOf(resource: string): string {
  return resource.split(' ', 1)[0]!;
}

function differences(before: unknown, after: unknown, path: readonly string[]): PropertyChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [{ path: path.join('.'), before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences(before[key], after[key], [...path, key]));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
