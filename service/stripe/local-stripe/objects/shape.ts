import type { StripeObject } from '../state/collection.ts';

export type Metadata = Readonly<Record<string, string>>;

/** An object with fields that no logic here reads, but that Stripe sends. */
export interface WireObject extends StripeObject {
  readonly [field: string]: unknown;
}

/** A list inside an object. */
export interface WireList<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly total_count?: number;
  readonly url: string;
}

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

/**
 * Every field that stripe-node's types promise for an object, and any further one. `satisfies Complete<…>` makes the
 * compiler name a field that a new SDK version expects and the stand-in does not send.
 */
export type Complete<T> = Record<RequiredKeys<T>, unknown> & Record<string, unknown>;

const skeletons = new Map<string, object>();

/**
 * The same fields as Stripe orders them: id, object, then by name. Changes made by spreading keep the order. The order
 * is worked out once for each kind of object: sorting every time would double the cost of making one.
 */
export function inStripeOrder<T extends { readonly id: string; readonly object: string }>(fields: T): T {
  let skeleton = skeletons.get(fields.object);
  if (skeleton === undefined) {
    const names = Object.keys(fields).filter((name) => name !== 'id' && name !== 'object');
    skeleton = Object.fromEntries(['id', 'object', ...names.sort()].map((name) => [name, null]));
    skeletons.set(fields.object, skeleton);
  }
  return { ...skeleton, ...fields };
}
