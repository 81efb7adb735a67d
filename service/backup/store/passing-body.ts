import { translateOwnErrors } from './own-errors.ts';

/** A body on its way into a store. It counts the bytes, and knows whether it was the body that failed, or the store. */
export class PassingBody implements AsyncIterable<Uint8Array> {
  bytes = 0;
  readonly #body: AsyncIterable<Uint8Array>;
  #thrown: { error: unknown } | undefined;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#body = body;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const remember = (error: unknown) => (this.#thrown = { error }).error;
    for await (const chunk of translateOwnErrors(this.#body, remember)) {
      this.bytes += chunk.byteLength;
      yield chunk;
    }
  }

  /** Throws what the body threw, if it did. */
  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }
}
