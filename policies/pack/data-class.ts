import type { DatabaseClass } from '../databases.ts';
import type { Resource } from './resource.ts';

/** The tag that says whose a resource is where the stack does not: in the network there are parts of both. */
export const classTag = 'bulkhead:class';

/** Whose data a resource holds or serves; undefined for what both use, such as the VPC. */
export function classOf({ project, properties }: Resource): DatabaseClass | undefined {
  if (project === 'billing' || project === 'main') return project;
  const tags = properties['tags'];
  const tagged = typeof tags === 'object' && tags !== null ? (tags as Record<string, unknown>)[classTag] : undefined;
  return tagged === 'billing' || tagged === 'main' ? tagged : undefined;
}

/** The class by whose policy a resource is judged: the stricter one where nothing says whose it is. */
export function dataClassOf(resource: Resource): DatabaseClass {
  return classOf(resource) ?? 'billing';
}
