export interface Due {
  readonly at: number;
  readonly sequence: number;
  readonly id: string;
}

/** What falls due on a test clock, earliest first; equal times keep the order in which they were added. */
export class DueHeap {
  readonly #heap: Due[] = [];
  #sequence = 0;

  get size(): number {
    return this.#heap.length;
  }

  add(at: number, id: string): void {
    this.#sequence += 1;
    this.#heap.push({ at, sequence: this.#sequence, id });
    this.#rise(this.#heap.length - 1);
  }

  /** Takes the earliest one if it is due by `at`. */
  takeBy(at: number): Due | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > at) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.#swapIfEarlier(at, parent)) return;
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const earliest = this.#earlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(earliest, at)) return;
      at = earliest;
    }
  }

  #earlier(index: number, than: number): boolean {
    const one = this.#heap[index];
    const other = this.#heap[than];
    if (one === undefined || other === undefined) return false;
    return one.at < other.at || (one.at === other.at && one.sequence < other.sequence);
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const one = this.#heap[child];
    const other = this.#heap[parent];
    if (one === undefined || other === undefined || !this.#earlier(child, parent)) return false;
    this.#heap[parent] = one;
    this.#heap[child] = other;
    return true;
  }
}
