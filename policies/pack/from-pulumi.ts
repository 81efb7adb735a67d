import type { PolicyResource, ResourceValidationArgs } from '@pulumi/policy';
import { type Resource, unknown } from './resource.ts';

/**
 * What Pulumi's engine sends in the place of a value that it does not know yet, one for each type of value: a boolean, a
 * number, a string, an array, an asset, an archive, an object. Source: @pulumi/policy/proxy.js; they are part of the
 * engine's protocol, and a test compares them.
 */
export const sentinels: ReadonlySet<unknown> = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

/** A resource as Pulumi shows it to a policy of one resource: its inputs, before it is made. */
export function fromResourceArguments(args: ResourceValidationArgs): Resource {
  return { ...fromEither(args), propertyDependencies: {}, dependencies: [] };
}

/** A resource as Pulumi shows it to a policy of the stack: its outputs, as far as they are known. */
export function fromStackResource(resource: PolicyResource): Resource {
  const urns = (resources: readonly PolicyResource[]) => resources.map(({ urn }) => urn);
  const propertyDependencies = Object.entries(resource.propertyDependencies).map(([key, on]) => [key, urns(on)]);
  return {
    ...fromEither(resource),
    propertyDependencies: Object.fromEntries(propertyDependencies) as Resource['propertyDependencies'],
    dependencies: urns(resource.dependencies),
  };
}

function fromEither({
  urn,
  type,
  name,
  props,
  opts,
  provider,
}: ResourceValidationArgs | PolicyResource): Omit<Resource, 'propertyDependencies' | 'dependencies'> {
  const properties = known(behindProxy(props)) as Record<string, unknown>;
  const { id } = properties;
  return {
    urn,
    type,
    name,
    project: urn.split('::')[1] ?? '',
    properties,
    protect: opts.protect,
    provider: provider === undefined ? {} : (known(behindProxy(provider.props)) as Record<string, unknown>),
    id: typeof id === 'string' && id !== '' ? id : unknown,
  };
}

/** Pulumi's proxy throws at the first unknown value, and so ends the policy; behind it is the plain object. */
function behindProxy(proxied: Record<string, unknown>): unknown {
  return proxied['__getSpecialProxyTarget'] ?? proxied;
}

/** The value with `unknown` where the engine sent a sentinel. What is null is not set. */
function known(value: unknown): unknown {
  if (sentinels.has(value)) return unknown;
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== 'object' || value === null) return value;
  const set = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(set.map(([key, inner]) => [key, known(inner)]));
}
