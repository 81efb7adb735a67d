import type { StackProject } from '../../policies/stack-outputs.ts';
import type { Resource } from '../../policies/pack/resource.ts';
import type { RecordedStack } from './programs.ts';

/** An output of a project, and which properties of other projects’ resources are made of it. */
export interface Crossing {
  project: StackProject;
  output: string;
  readers: readonly { project: StackProject; resource: string; property: string }[];
}

/**
 * What crosses between the projects of a stack that is up. A property counts as a reader where Pulumi says that a stack
 * reference went into it, and it holds a value of the output; ids and ARNs of the stand-in are unlike any others.
 */
export function crossingsOf(up: RecordedStack): Crossing[] {
  const projects = Object.keys(up) as StackProject[];
  return projects.flatMap((project) =>
    Object.entries(up[project].outputs).map(([output, value]) => {
      const texts = textsIn(value);
      const others = projects.filter((other) => other !== project);
      const readers = others.flatMap((other) => readersIn(up[other].resources, other, texts));
      return { project, output, readers: readers.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1)) };
    }),
  );
}

/** Pulumi registers in no order of its own. */
function placeOf({ project, resource, property }: Crossing['readers'][number]): string {
  return `${project} ${resource} ${property}`;
}

function readersIn(
  resources: readonly Resource[],
  project: StackProject,
  texts: readonly string[],
): Crossing['readers'][number][] {
  const references = new Set(
    resources.filter(({ type }) => type === 'pulumi:pulumi:StackReference').map(({ urn }) => urn),
  );
  return resources.flatMap(({ type, name, properties, propertyDependencies }) =>
    Object.entries(propertyDependencies)
      .filter(([, urns]) => urns.some((urn) => references.has(urn)))
      .filter(([property]) => holdsAnyOf(properties[property], texts))
      .map(([property]) => ({ project, resource: `${type} ${name}`, property })),
  );
}

function holdsAnyOf(value: unknown, texts: readonly string[]): boolean {
  return textsIn(value).some((held) => texts.some((text) => held.includes(text)));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
