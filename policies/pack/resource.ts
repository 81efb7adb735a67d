/** Stands where Pulumi knows a value only once the resource is up. */
export const unknown: unique symbol = Symbol('unknown until up');
export type Unknown = typeof unknown;

/** One resource of a stack as a policy sees it: what Pulumi sends, in preview as in an update. */
export interface Resource {
  /** urn:pulumi:<stack>::<project>::<parents' types$><type>::<name> */
  urn: string;
  /** Such as aws:rds/instance:Instance. */
  type: string;
  name: string;
  /** Pulumi's project: network, billing or main. */
  project: string;
  /** The inputs, and what is known of the outputs. Unknown values are `unknown`, at any depth. Secrets are unpacked. */
  properties: Readonly<Record<string, unknown>>;
  /** For each property the resources of this stack whose outputs went into it. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
  dependencies: readonly string[];
  protect: boolean;
  /** What the resource's provider was told; empty for Pulumi's default provider, which takes the region from outside. */
  provider: Readonly<Record<string, unknown>>;
  /** The physical id and ARN, where known. */
  id: string | Unknown;
}

/** The stack that a resource is in, such as production: the third word of its URN. */
export function stackOf({ urn }: Resource): string | undefined {
  return urn.split('::', 1)[0]!.split(':').at(-1);
}

/** What a tag says, if it is there; `unknown` where the tags are not known. */
export function tagOf({ properties }: Resource, tag: string): unknown {
  const tags = properties['tags'];
  return typeof tags === 'object' && tags !== null ? (tags as Record<string, unknown>)[tag] : tags;
}

/**
 * The value at a path such as `rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId`: undefined where nothing is
 * set, `unknown` where it, or something on the way to it, is known only once the resource is up.
 */
export function valueAt(resource: Resource, path: string): unknown {
  let value: unknown = resource.properties;
  for (const key of path.split('.')) {
    if (value === unknown) return unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Whether something unknown is in a value, at any depth. */
export function holdsUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnknown);
}

/** Whether there is a value, known or not. Where an optional text is not set, the provider's outputs hold an empty one. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== '';
}
