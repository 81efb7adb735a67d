import { readTypes, type StripeEvent } from '../event.ts';
import type { Projection, Row } from './projection.ts';

const createdMax = 2 ** 38;
const ranks = 3;
const stages = 4;

/**
 * Orders the snapshots of one object by comparing four things in turn, packed into one integer below 2^53 so that the
 * database can compare them inside an upsert:
 *   1. a terminal state beats any other: it never reverts, however late an older event comes. A repair counts as one:
 *      somebody wants Stripe's word to stand above a state that could not end;
 *   2. the newer `created` wins;
 *   3. within one second, `.created` comes first and `.deleted` last;
 *   4. within one second, a state that is never returned to comes before the states that follow it.
 * Equal versions are a tie: see tie.ts.
 */
export function versionOf(event: StripeEvent, row: Row, projection: Projection): number {
  const terminal = projection.isTerminal(row) || event.type === readTypes.repair ? 1 : 0;
  return ((terminal * createdMax + event.created) * ranks + rankOf(event.type)) * stages + projection.stage(row);
}

/** Whether only a terminal state, or a repair, can follow the row of this version. */
export function isFinal(version: number): boolean {
  return version >= createdMax * ranks * stages;
}

/** The SQL of the `created` in a version, in Stripe's seconds. */
export function createdInSql(version: string): string {
  return `((${version} DIV ${ranks * stages}) % ${createdMax})`;
}

/** The `created` that a version was made of. */
export function createdOf(version: number): Date {
  return new Date((Math.floor(version / stages / ranks) % createdMax) * 1000);
}

function rankOf(type: string): number {
  if (type.endsWith('.created')) return 0;
  return type.endsWith('.deleted') ? 2 : 1;
}
