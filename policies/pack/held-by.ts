import { holdsTag } from '../tags.ts';
import { type Resource, tagOf } from './resource.ts';

/** What a thing holds, as its tag says; `unknown` where that is not known yet. */
export function heldBy(resource: Resource): unknown {
  return tagOf(resource, holdsTag);
}
