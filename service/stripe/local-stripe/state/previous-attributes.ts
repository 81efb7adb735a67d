import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What Stripe sends as `data.previous_attributes`: the old values of what changed and nothing else. A hash inside is
 * cut down the same way, an array is sent whole, and a field or metadata key that is new had the value null.
 * Undefined when nothing changed.
 */
export function previousAttributes(before: object, after: object): object | undefined {
  const previous: Record<string, unknown> = {};
  const [old, current] = [before as Fields, after as Fields];
  for (const key of new Set([...Object.keys(old), ...Object.keys(current)])) {
    const [was, is] = [old[key], current[key]];
    if (was === is) continue;
    if (isHash(was) && isHash(is)) {
      const inside = previousAttributes(was, is);
      if (inside !== undefined) previous[key] = inside;
    } else if (!isDeepStrictEqual(was, is)) {
      previous[key] = was ?? null;
    }
  }
  return Object.keys(previous).length === 0 ? undefined : previous;
}

function isHash(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
