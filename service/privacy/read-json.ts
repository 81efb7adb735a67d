import type { Store } from '../backup/store/store.ts';

/** A small object of the store, parsed; undefined where it is larger than that, or no JSON. */
export async function readJson(store: Store, name: string, bytesMax: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of (await store.open(name)) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
