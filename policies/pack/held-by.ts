import { holdsTag } from '../tags.ts';
import type { Resource } from './resource.ts';

/** What a thing holds, as its tag says. */
export function heldBy({ properties }: Resource): unknown {
  const tags = properties['tags'];
  return typeof tags === 'object' && tags !== null ? (tags as Record<string, unknown>)[holdsTag] : tags;
}
