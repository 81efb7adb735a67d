/**
 * What a projection was written for: fields that Stripe's objects have in the API version that billing is pinned to.
 * An absent field reads as null to a projection, and so a field that moved in another version would empty a column
 * without a word. These are looked at one by one, without a schema: it must not cost a delivery anything.
 */
export interface Pin {
  /** Where it is, as `items.data.*.current_period_end`. Labels a metric, so it never holds a value. */
  field: string;
  holds: (object: Record<string, unknown>) => boolean;
}

/** The field is there; it may be null. */
export function present(field: string): Pin {
  const path = field.split('.');
  return { field, holds: (object) => reaches(object, path, 0, isThere) };
}

/** The field is there and not null. `*` stands for each place of a list. */
export function filled(field: string): Pin {
  const path = field.split('.');
  return { field, holds: (object) => reaches(object, path, 0, isFilled) };
}

/** The first pinned field that an object lacks; null where it has them all. */
export function driftOf(object: Record<string, unknown>, pins: readonly Pin[]): string | null {
  for (const { field, holds } of pins) if (!holds(object)) return field;
  return null;
}

const isThere = (value: unknown) => value !== undefined;
const isFilled = (value: unknown) => value !== undefined && value !== null;

function reaches(value: unknown, path: readonly string[], from: number, judge: (value: unknown) => boolean): boolean {
  let current = value;
  for (let index = from; index < path.length; index += 1) {
    if (typeof current !== 'object' || current === null) return false;
    if (path[index] === '*') {
      if (!Array.isArray(current)) return false;
      for (const entry of current) if (!reaches(entry, path, index + 1, judge)) return false;
      return true;
    }
    current = (current as Record<string, unknown>)[path[index]!];
  }
  return judge(current);
}
