import { OrderedList, type Position } from './ordered-list.ts';

/** Anything that Stripe stores. Objects are never changed in place: a change puts a new object under the same id. */
export interface StripeObject {
  readonly id: string;
  readonly object: string;
  readonly created: number;
}

interface Entry<T> extends Position {
  object: T;
}

/** The keys of an object in an index; usually one, none where the object does not belong in it. */
export type Index<T> = (object: T) => readonly string[];

/** Which objects a page holds: every index named must have one of its keys, and `accepts` must agree. */
export interface Query<T> {
  readonly keys?: Readonly<Record<string, readonly string[] | undefined>>;
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
  readonly accepts?: (object: T) => boolean;
}

export interface Cursor {
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
  readonly limit: number;
}

/** All objects of one kind: found by id at once, and listed newest first by any index without a scan. */
export class Collection<T extends StripeObject> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #all = new OrderedList<Entry<T>>();
  readonly #indexes: Readonly<Record<string, Index<T>>>;
  readonly #lists = new Map<string, Map<string, OrderedList<Entry<T>>>>();
  #sequence = 0;

  constructor(indexes: Readonly<Record<string, Index<T>>> = {}) {
    this.#indexes = indexes;
    for (const name of Object.keys(indexes)) this.#lists.set(name, new Map());
  }

  get size(): number {
    return this.#all.size;
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)?.object;
  }

  /** Stores a new object, or the newer form of one that is stored. */
  put(object: T): void {
    const stored = this.#entries.get(object.id);
    if (stored !== undefined) {
      this.#move(stored, object);
      return;
    }
    this.#sequence += 1;
    const entry = { created: object.created, sequence: this.#sequence, object };
    this.#entries.set(object.id, entry);
    this.#all.add(entry);
    for (const [name, index] of Object.entries(this.#indexes)) {
      for (const key of index(object)) this.#list(name, key).add(entry);
    }
  }

  delete(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#all.remove(entry);
    for (const [name, index] of Object.entries(this.#indexes)) {
      for (const key of index(entry.object)) this.#list(name, key).remove(entry);
    }
  }

  /** The keys that an index holds now. */
  keysOf(name: string): string[] {
    return [...(this.#lists.get(name) ?? new Map<string, OrderedList<Entry<T>>>())]
      .filter(([, list]) => list.size > 0)
      .map(([key]) => key);
  }

  /** Newest first. */
  *newestFirst(query: Query<T> = {}): Generator<T> {
    for (const entry of this.#walk(query, newest(query), 'olderThan')) yield entry.object;
  }

  /** One page as Stripe cuts it: newest first, `hasMore` in the direction of travel. The cursor's ids must exist. */
  page(query: Query<T>, cursor: Cursor): { data: T[]; hasMore: boolean } {
    const backwards = cursor.endingBefore !== undefined;
    const from = this.#entries.get(cursor.endingBefore ?? cursor.startingAfter ?? '');
    const start = backwards ? from : olderOf(from, newest(query));
    const data: T[] = [];
    let hasMore = false;
    for (const entry of this.#walk(query, start ?? newest(query), backwards ? 'newerThan' : 'olderThan')) {
      hasMore = data.length === cursor.limit;
      if (hasMore) break;
      data.push(entry.object);
    }
    return { data: backwards ? data.reverse() : data, hasMore };
  }

  *#walk(query: Query<T>, from: Position, direction: 'olderThan' | 'newerThan'): Generator<Entry<T>> {
    const { lists, rest } = this.#plan(query);
    for (const entry of merged(
      lists.map((list) => list[direction](from)),
      direction,
    )) {
      if (direction === 'olderThan' && query.createdFrom !== undefined && entry.created < query.createdFrom) return;
      if (direction === 'newerThan' && query.createdTo !== undefined && entry.created > query.createdTo) return;
      if (query.createdFrom !== undefined && entry.created < query.createdFrom) continue;
      if (query.createdTo !== undefined && entry.created > query.createdTo) continue;
      if (rest.every(([name, keys]) => this.#indexes[name]?.(entry.object).some((key) => keys.includes(key)))) {
        if (query.accepts?.(entry.object) ?? true) yield entry;
      }
    }
  }

  /** Walks the index with the fewest entries; the other conditions are asked of each entry. */
  #plan(query: Query<T>): { lists: OrderedList<Entry<T>>[]; rest: [string, readonly string[]][] } {
    const conditions = Object.entries(query.keys ?? {}).filter(
      (condition): condition is [string, readonly string[]] => condition[1] !== undefined,
    );
    const plans = conditions.map(([name, keys]) => {
      const lists = [...new Set(keys)].flatMap((key): OrderedList<Entry<T>>[] => {
        const list = this.#lists.get(name)?.get(key);
        return list === undefined ? [] : [list];
      });
      return { name, lists, size: lists.reduce((sum, list) => sum + list.size, 0) };
    });
    const best = plans.sort((left, right) => left.size - right.size)[0];
    if (best === undefined) return { lists: [this.#all], rest: [] };
    return { lists: best.lists, rest: conditions.filter(([name]) => name !== best.name) };
  }

  #move(entry: Entry<T>, object: T): void {
    for (const [name, index] of Object.entries(this.#indexes)) {
      const before = index(entry.object);
      const after = index(object);
      for (const key of before) if (!after.includes(key)) this.#list(name, key).remove(entry);
      for (const key of after) if (!before.includes(key)) this.#list(name, key).add(entry);
    }
    entry.object = object;
  }

  #list(name: string, key: string): OrderedList<Entry<T>> {
    const lists = this.#lists.get(name) ?? new Map<string, OrderedList<Entry<T>>>();
    const list = lists.get(key) ?? new OrderedList<Entry<T>>();
    lists.set(key, list);
    return list;
  }
}

function newest<T>(query: Query<T>): Position {
  return { created: query.createdTo ?? Infinity, sequence: Infinity };
}

function olderOf(cursor: Position | undefined, other: Position): Position {
  return cursor === undefined || cursor.created > other.created ? other : cursor;
}

/** Several ordered walks as one. */
function* merged<E extends Position>(walks: Generator<E>[], direction: 'olderThan' | 'newerThan'): Generator<E> {
  const [only] = walks;
  if (walks.length === 1 && only !== undefined) {
    yield* only;
    return;
  }
  const sign = direction === 'olderThan' ? 1 : -1;
  const heads = walks.map((walk) => ({ walk, head: walk.next() })).filter(({ head }) => head.done !== true);
  while (heads.length > 0) {
    let first = 0;
    heads.forEach(({ head }, index) => {
      const best = heads[first]?.head.value as E;
      const entry = head.value as E;
      if (sign * (entry.created - best.created || entry.sequence - best.sequence) > 0) first = index;
    });
    const next = heads[first];
    if (next === undefined) return;
    yield next.head.value as E;
    next.head = next.walk.next();
    if (next.head.done === true) heads.splice(first, 1);
  }
}
