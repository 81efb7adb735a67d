import type { z } from 'zod';
import type { Pin } from './pinned.ts';

/** One column's value on its way into the database. */
export type Value = string | number | boolean | Date | null;
export type Row = Record<string, Value>;

export const projectionTables = [
  'billing_customers',
  'billing_subscriptions',
  'billing_invoices',
  'billing_products',
] as const;

/** The tables that hold projections. */
export type ProjectionTable = (typeof projectionTables)[number];

/**
 * How the events of one kind of object become one row.
 * Pure: the same event gives the same row whenever and wherever it is read.
 */
export interface Projection {
  table: ProjectionTable;
  /** The columns of `read`'s row, in the order in which they are written; `id` first. Beside them stands the account. */
  columns: readonly string[];
  /** What `read` looks at in an object. What else is in it, parsing strips. */
  schema: z.ZodType<Record<string, unknown>>;
  /** What the objects have that this was written for: where one lacks it, its row is read afresh from Stripe. */
  pinned: readonly Pin[];
  /** Reads `data.object`. Throws a ZodError where the object is not of the shape that the row needs. */
  read(object: unknown, eventType: string): Row;
  /** The way back: an object that `read` makes this row of, for one that Stripe has no longer. */
  objectOf(row: Row): Record<string, unknown>;
  /** Whether nothing can follow this state but more of itself (deleted, canceled, paid). */
  isTerminal(row: Row): boolean;
  /** 0 to 3: states that can only be left, never returned to, come before those that follow them. */
  stage(row: Row): number;
}
