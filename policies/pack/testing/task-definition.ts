import type { Resource } from '../resource.ts';
import { resource } from './resource.ts';

/** A task definition with these containers; each is called app unless it says otherwise. */
export function taskDefinition(
  containers: readonly Record<string, unknown>[],
  properties: Record<string, unknown> = {},
  more: Partial<Resource> = {},
): Resource {
  const containerDefinitions = JSON.stringify(containers.map((container) => ({ name: 'app', ...container })));
  return resource('aws:ecs/taskDefinition:TaskDefinition', { containerDefinitions, ...properties }, more);
}
