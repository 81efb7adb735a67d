import type { DatabaseClass } from '../databases.ts';
import { classTag } from '../tags.ts';
import { type Resource, tagOf } from './resource.ts';

/** Whose data a resource holds or serves; undefined for what both use, such as the VPC. */
export function classOf(resource: Resource): DatabaseClass | undefined {
  const { project } = resource;
  if (project === 'billing' || project === 'main') return project;
  const tagged = tagOf(resource, classTag);
  return tagged === 'billing' || tagged === 'main' ? tagged : undefined;
}

/** The class by whose policy a resource is judged: the stricter one where nothing says whose it is. */
export function dataClassOf(resource: Resource): DatabaseClass {
  return classOf(resource) ?? 'billing';
}
