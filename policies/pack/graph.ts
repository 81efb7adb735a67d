import { type Resource, unknown, valueAt } from './resource.ts';

/**
 * Resources of one stack, as Pulumi's engine has them, or of several together, as the preview has them. Between stacks
 * the only threads are values: an id or ARN that is another resource's.
 */
export class Graph {
  readonly resources: readonly Resource[];
  readonly #byUrn: ReadonlyMap<string, Resource>;
  readonly #byIdOrArn: ReadonlyMap<string, readonly Resource[]>;
  readonly #byName: ReadonlyMap<string, readonly Resource[]>;

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    this.#byIdOrArn = listed(resources, ({ id, properties }) => [id, properties['arn']]);
    this.#byName = listed(resources, namesOf);
  }

  ofType(...types: readonly string[]): Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /**
   * The resources that a property points at, at any depth below the path: by value where the value is known, and by
   * what Pulumi says went into it where it is not. The second is exact for a whole property only, so that a path into a
   * partly unknown property may name its neighbours' targets too. Several resources may go by one text, such as a bucket
   * and what is set on it: the caller picks the types it asks about.
   */
  targets(resource: Resource, path: string): Resource[] {
    const found = new Set<Resource>();
    let anyUnknown = false;
    const look = (value: unknown): void => {
      if (value === unknown) anyUnknown = true;
      else if (typeof value === 'string') {
        // Whose id or ARN it is comes before who is only named so.
        const targets = this.#byIdOrArn.get(value) ?? this.#byName.get(value) ?? [];
        for (const target of targets) if (target !== resource) found.add(target);
      } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
    };
    look(valueAt(resource, path));
    if (anyUnknown) {
      for (const urn of resource.propertyDependencies[path.split('.', 1)[0]!] ?? []) {
        const target = this.#byUrn.get(urn);
        if (target !== undefined) found.add(target);
      }
    }
    return [...found];
  }

  /** A resource of these types of which nobody knows yet what it points at: not by the value, nor by what went into it. */
  stray(types: readonly string[], path: string): Resource | undefined {
    return this.ofType(...types).find(
      (resource) => valueAt(resource, path) === unknown && this.targets(resource, path).length === 0,
    );
  }

  /** The resources of these types that point at this one by the property: the versioning of a bucket, say. */
  pointingAt(target: Resource, types: readonly string[], path: string): Resource[] {
    return this.ofType(...types).filter((resource) => this.targets(resource, path).includes(target));
  }
}

function listed(
  resources: readonly Resource[],
  identifiersOf: (resource: Resource) => readonly unknown[],
): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const identifier of new Set(identifiersOf(resource))) {
      if (typeof identifier !== 'string' || identifier === '') continue;
      found.set(identifier, [...(found.get(identifier) ?? []), resource]);
    }
  }
  return found;
}

/**
 * What else others may call a resource by. Names count because AWS takes them for ids: of a role, a subnet group. In a
 * bucket `bucket` is its name; in what belongs to a bucket it is the bucket's.
 */
function namesOf({ type, properties }: Resource): unknown[] {
  const isBucket = /:Bucket(V2)?$/.test(type);
  const names = ['name', 'url', 'identifier', 'clusterIdentifier'].map((key) => properties[key]);
  return [...names, ...(isBucket ? [properties['bucket']] : [])];
}
