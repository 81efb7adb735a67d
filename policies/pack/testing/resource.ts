import type { Resource } from '../resource.ts';

/** A resource as Pulumi would send it, for tests: its inputs, and whatever else differs from the usual. */
export function resource(type: string, properties: Record<string, unknown>, more: Partial<Resource> = {}): Resource {
  const project = more.project ?? 'billing';
  const name = more.name ?? 'tested';
  return {
    urn: `urn:pulumi:production::${project}::${type}::${name}`,
    type,
    name,
    project,
    properties,
    propertyDependencies: {},
    dependencies: [],
    protect: true,
    provider: { region: 'eu-central-1' },
    id: `id-of-${project}-${name}`,
    ...more,
  };
}
