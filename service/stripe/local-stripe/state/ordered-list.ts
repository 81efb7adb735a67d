/** What a list is ordered by: the time of making, then the order of making. */
export interface Position {
  readonly created: number;
  readonly sequence: number;
}

const blockSize = 1_024;

/**
 * Entries from oldest to newest in blocks. Objects on a test clock are made in the middle of the order, so a plain
 * array would move half of itself each time; here every operation touches one block and a binary search.
 */
export class OrderedList<Entry extends Position> {
  readonly #blocks: Entry[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(entry: Entry): void {
    this.#size += 1;
    const at = this.#blockOf(entry);
    const block = this.#blocks[at];
    if (block === undefined) {
      this.#blocks.push([entry]);
      return;
    }
    block.splice(placeIn(block, entry), 0, entry);
    if (block.length > blockSize) this.#blocks.splice(at + 1, 0, block.splice(blockSize / 2));
  }

  remove(entry: Entry): void {
    const at = this.#blockOf(entry);
    const block = this.#blocks[at];
    const place = block === undefined ? -1 : placeIn(block, entry);
    if (block?.[place]?.sequence !== entry.sequence) return;
    block.splice(place, 1);
    this.#size -= 1;
    if (block.length === 0) this.#blocks.splice(at, 1);
  }

  /** Newest first, beginning with the first one older than `position`. */
  *olderThan(position: Position): Generator<Entry> {
    let at = Math.min(this.#blockOf(position), this.#blocks.length - 1);
    let place = placeIn(this.#blocks[at] ?? [], position);
    for (; at >= 0; at -= 1, place = this.#blocks[at]?.length ?? 0) {
      const block = this.#blocks[at] ?? [];
      while (place > 0) {
        place -= 1;
        const entry = block[place];
        if (entry !== undefined) yield entry;
      }
    }
  }

  /** Oldest first, beginning with the first one newer than `position`. */
  *newerThan(position: Position): Generator<Entry> {
    let at = this.#blockOf(position);
    let place = placeIn(this.#blocks[at] ?? [], position);
    for (; at < this.#blocks.length; at += 1, place = 0) {
      const block = this.#blocks[at] ?? [];
      for (; place < block.length; place += 1) {
        const entry = block[place];
        if (entry !== undefined && compare(entry, position) > 0) yield entry;
      }
    }
  }

  /** The block whose range holds the position: the last one that does not begin after it. */
  #blockOf(position: Position): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const first = this.#blocks[middle]?.[0];
      if (first !== undefined && compare(first, position) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function compare(left: Position, right: Position): number {
  return left.created - right.created || left.sequence - right.sequence;
}

/** The index of the first entry that is not before the position. */
function placeIn(block: readonly Position[], position: Position): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = block[middle];
    if (entry !== undefined && compare(entry, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
