import { erasedColumnsOf } from '../../../policies/erasure.ts';
import { scrub } from '../../card-data/scrub.ts';
import { readTypes } from '../../webhook/event.ts';
import type { Projection, Row, Value } from '../../webhook/project/projection.ts';
import { readings, type Reference } from '../read/kinds.ts';
import type { KnownRow } from '../read/known-rows.ts';

/** One column that is not the same on both sides. */
export interface ColumnDifference {
  column: string;
  /** Values as text; undefined where they say who a person is. */
  here?: string;
  atStripe?: string;
}

/** One object that is not the same here and at Stripe. */
export interface Difference extends Reference {
  /** missing: no row here. gone: a row here, nothing at Stripe. differs: in `columns`. unreadable: Stripe's answer is. */
  problem: 'missing' | 'gone' | 'differs' | 'unreadable';
  columns: ColumnDifference[];
}

/**
 * What differs between Stripe's object and billing's row; undefined where nothing does. `object` is undefined where
 * Stripe has it no longer: a row may then only say that it was deleted, or canceled.
 */
export function differenceOf(
  reference: Reference,
  object: object | undefined,
  known: KnownRow | undefined,
): Difference | undefined {
  const { projection } = readings[reference.kind];
  if (object === undefined) {
    if (known === undefined || hasEnded(known.row)) return undefined;
    return { ...reference, problem: 'gone', columns: [] };
  }
  const wanted = read(projection, object, reference.account);
  if (wanted === undefined) return { ...reference, problem: 'unreadable', columns: [] };
  if (known === undefined) return { ...reference, problem: 'missing', columns: [] };
  if (columnDifferences(projection, wanted, known.row).length === 0) return undefined;
  // Only now, because it is dear and most objects are equal: what looks like card data billing never holds, nor says.
  const kept = read(projection, withoutCardData(projection, object), reference.account);
  const columns = kept === undefined ? [] : columnDifferences(projection, kept, known.row);
  return columns.length === 0 ? undefined : { ...reference, problem: 'differs', columns };
}

/** As billing would keep the object: see service/webhook/prepare.ts. */
function withoutCardData({ schema }: Projection, object: object): object {
  const own = schema.parse(object) as object;
  scrub(own);
  return own;
}

function hasEnded(row: Row): boolean {
  return row['deleted'] === true || row['status'] === 'canceled';
}

function read(projection: Projection, object: object, account: string | null): Row | undefined {
  try {
    return { ...projection.read(object, readTypes.read), account_id: account };
  } catch {
    return undefined;
  }
}

function columnDifferences({ columns, table }: Projection, wanted: Row, found: Row): ColumnDifference[] {
  const differing = columns.filter((column) => !same(wanted[column], found[column]));
  if (differing.length === 0) return [];
  const personal = erasedColumnsOf(table);
  return differing.map((column) => {
    if (personal.includes(column)) return { column };
    return { column, here: inWords(found[column]), atStripe: inWords(wanted[column]) };
  });
}

function same(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other) return true;
  if (one instanceof Date) return other instanceof Date && one.getTime() === other.getTime();
  return typeof one === 'string' && typeof other === 'string' && sameJson(one, other);
}

/** MySQL keeps JSON with its keys in an order of its own. */
function sameJson(one: string, other: string): boolean {
  if (!/^[[{]/.test(one) || !/^[[{]/.test(other)) return false;
  try {
    return inOrder(JSON.parse(one)) === inOrder(JSON.parse(other));
  } catch {
    return false;
  }
}

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function inWords(value: Value | undefined): string {
  return value instanceof Date ? value.toISOString() : String(value ?? null);
}
