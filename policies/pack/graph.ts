import { type Resource, unknown, valueAt } from './resource.ts';

/**
 * Resources of one stack, as Pulumi's engine has them, or of several together, as the preview has them. Between stacks
 * the only threads are values: an id or ARN that is another resource's.
 */
export class Graph {
  readonly resources: readonly Resource[];
  readonly #byUrn: ReadonlyMap<string, Resource>;
  readonly #byIdentifier: ReadonlyMap<string, Resource>;

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    // Of two that answer to one text, the one whose id or ARN it is wins over the one that is only named so.
    const byName = resources.flatMap((resource) => entriesOf(resource, namesOf(resource)));
    const byIdOrArn = resources.flatMap((resource) => entriesOf(resource, [resource.id, resource.properties['arn']]));
    this.#byIdentifier = new Map([...byName, ...byIdOrArn]);
  }

  ofType(...types: readonly string[]): Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /**
   * The resources that a property points at, at any depth below the path: by value where the value is known, and by
   * what Pulumi says went into it where it is not. The second is exact for a whole property only, so that a path into a
   * partly unknown property may name its neighbours' targets too.
   */
  targets(resource: Resource, path: string): Resource[] {
    const found = new Set<Resource>();
    let anyUnknown = false;
    const look = (value: unknown): void => {
      if (value === unknown) anyUnknown = true;
      else if (typeof value === 'string') {
        const target = this.#byIdentifier.get(value);
        if (target !== undefined) found.add(target);
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

  /** The resources of these types that point at this one by the property: the versioning of a bucket, say. */
  pointingAt(target: Resource, types: readonly string[], path: string): Resource[] {
    return this.ofType(...types).filter((resource) => this.targets(resource, path).includes(target));
  }
}

function entriesOf(resource: Resource, identifiers: readonly unknown[]): [string, Resource][] {
  const known = identifiers.filter((identifier) => typeof identifier === 'string' && identifier !== '') as string[];
  return known.map((identifier) => [identifier, resource]);
}

/**
 * What else others may call a resource by. Names count because AWS takes them for ids: of a role, a subnet group. In a
 * bucket `bucket` is its name; in what belongs to a bucket it is the bucket's.
 */
function namesOf({ type, properties }: Resource): unknown[] {
  const isBucket = /:Bucket(V2)?$/.test(type);
  return [properties['name'], properties['url'], ...(isBucket ? [properties['bucket']] : [])];
}
