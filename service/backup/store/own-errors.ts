/**
 * Yields what the source yields, and throws what `translate` makes of an error of the source's own. A stream that is
 * destroyed throws its error into the generator that it reads: that one is not the source's, and passes as it is.
 */
export async function* translateOwnErrors<T>(
  source: AsyncIterable<T>,
  translate: (error: unknown) => unknown,
): AsyncGenerator<T> {
  let isGiven = false;
  try {
    for await (const item of source) {
      isGiven = true;
      yield item;
      isGiven = false;
    }
  } catch (error) {
    throw isGiven ? error : translate(error);
  }
}
