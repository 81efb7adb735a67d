import type { StripeEvent } from '../event.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** The newest of several snapshots of one object, and whether the payloads prove it. */
export interface Verdict {
  newest: Snapshot;
  /** False where nothing in the payloads says which came last: the object is then to be read afresh from Stripe. */
  settled: boolean;
}

/** A state among those that share a version: the events that report it, and the state that each says came before it. */
interface State {
  newest: Snapshot;
  previous: Set<string>;
}

/**
 * Decides among events of one object that share a version (versions have Stripe's grain of one second).
 * An update carries `previous_attributes`: applied backwards to its object they give the state that it replaced.
 * A state that another event says it replaced is not the newest; where exactly one is left, that one is.
 *
 * A function of the set of events alone, so that every order and every split of their arrival ends in the same row.
 */
export function settleTie(events: readonly StripeEvent[]): Verdict {
  const states = statesAtNewestVersion(events);
  const replaced = new Set<string>();
  for (const [key, state] of states) {
    for (const previous of state.previous) if (previous !== key) replaced.add(previous);
  }
  const remaining = [...states].filter(([key]) => !replaced.has(key)).map(([, state]) => state.newest);
  const [only] = remaining;
  if (only !== undefined && remaining.length === 1) return { newest: only, settled: true };
  return { newest: highestEventId([...states.values()].map((state) => state.newest)), settled: false };
}

function statesAtNewestVersion(events: readonly StripeEvent[]): Map<string, State> {
  const read = events.flatMap((event) => {
    const snapshot = snapshotOf(event);
    return snapshot === null ? [] : [{ event, snapshot }];
  });
  const newest = read.reduce((version, { snapshot }) => Math.max(version, snapshot.version), 0);
  const states = new Map<string, State>();
  for (const { event, snapshot } of read) {
    if (snapshot.version !== newest) continue;
    const key = keyOf(snapshot);
    const state = states.get(key) ?? { newest: snapshot, previous: new Set() };
    state.newest = highestEventId([state.newest, snapshot]);
    const previous = keyBefore(event);
    if (previous !== null) state.previous.add(previous);
    states.set(key, state);
  }
  return states;
}

/** The state that this event replaced; null where the event does not say, or says it in a shape that cannot be read. */
function keyBefore(event: StripeEvent): string | null {
  const previous = event.data.previous_attributes;
  if (previous === null || previous === undefined) return null;
  try {
    const before = snapshotOf({ ...event, data: { object: withAttributes(event.data.object, previous) } });
    return before === null ? null : keyOf(before);
  } catch {
    return null;
  }
}

/** Hashes are merged, lists and plain values replaced: that is how Stripe writes `previous_attributes`. */
function withAttributes(object: Record<string, unknown>, attributes: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...object };
  for (const [name, value] of Object.entries(attributes)) {
    const current = merged[name];
    merged[name] = isHash(current) && isHash(value) ? withAttributes(current, value) : value;
  }
  return merged;
}

function isHash(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf(snapshot: Snapshot): string {
  return JSON.stringify(snapshot.projection.columns.map((column) => snapshot.row[column]));
}

/** The choice where nothing tells. Any fixed one would do; it must only be the same one everywhere. */
export function highestEventId(snapshots: readonly Snapshot[]): Snapshot {
  return snapshots.reduce((highest, snapshot) => (snapshot.eventId > highest.eventId ? snapshot : highest));
}
