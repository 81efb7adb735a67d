import { unverifiable, type Verdict, violation } from './policy.ts';
import { type Resource, unknown } from './resource.ts';

/** One entry of containerDefinitions, with ECS's own names. */
export type Container = Readonly<Record<string, unknown>>;

export const taskDefinitionTypes = ['aws:ecs/taskDefinition:TaskDefinition'];

/** The containers of a task definition; `unknown` before the text is known, undefined where it is no list of containers. */
export function containersOf({ properties }: Resource): readonly Container[] | typeof unknown | undefined {
  const text = properties['containerDefinitions'];
  if (text === unknown) return unknown;
  try {
    const parsed: unknown = JSON.parse(String(text));
    const isList =
      Array.isArray(parsed) &&
      parsed.length > 0 &&
      parsed.every((entry) => typeof entry === 'object' && entry !== null);
    return isList ? (parsed as Container[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Asks about each container. Its problems come out with its name before them. */
export function* judgeContainers(
  resource: Resource,
  problemsOf: (container: Container) => Iterable<string>,
): Generator<Verdict> {
  const containers = containersOf(resource);
  if (containers === unknown) yield unverifiable(resource, 'containerDefinitions');
  else if (containers === undefined) yield violation(resource, 'containerDefinitions is not a JSON list of containers');
  else {
    for (const container of containers) {
      for (const problem of problemsOf(container)) {
        yield violation(resource, `container ${String(container['name'])}: ${problem}`);
      }
    }
  }
}
