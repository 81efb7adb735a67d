/** An iterator of chunks that gives back what was read too far. */
export class ChunkReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer | undefined;
  #done = false;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Whether there is nothing left to take. */
  async atEnd(): Promise<boolean> {
    if (this.#rest !== undefined) return false;
    if (this.#done) return true;
    const next: IteratorResult<Buffer, unknown> = await this.#source.next();
    if (next.done === true) this.#done = true;
    else this.#rest = next.value;
    return this.#done;
  }

  /** The next bytes, as many as asked for or as there are. */
  async *take(bytesMax: number): AsyncGenerator<Buffer> {
    let left = bytesMax;
    while (left > 0 && !(await this.atEnd())) {
      const chunk = this.#rest!;
      this.#rest = chunk.length > left ? chunk.subarray(left) : undefined;
      left -= Math.min(left, chunk.length);
      yield this.#rest === undefined ? chunk : chunk.subarray(0, chunk.length - this.#rest.length);
    }
  }

  /** Ends the source, whatever was read of it. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
