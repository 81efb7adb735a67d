import { createHash } from 'node:crypto';
import type { Transform } from 'node:stream';
import { Failure } from '../../failure.ts';
import type { ManifestPart } from './manifest.ts';
import type { Store } from './store/store.ts';

/**
 * The plain bytes of a stored part, as its decompressor gives them. The stream ends well only where the stored bytes were
 * those of the manifest; it throws a Failure that names the part where they were not.
 */
export async function* readPart(
  store: Store,
  folder: string,
  part: ManifestPart,
  frame: Transform,
): AsyncGenerator<Buffer> {
  const name = `${folder}/${part.name}`;
  const hash = createHash('sha256');
  let storedBytes = 0;
  const stored = await store.open(name);
  stored.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    storedBytes += chunk.length;
  });
  stored.on('error', (error) => frame.destroy(error));
  let plainBytes = 0;
  try {
    for await (const chunk of stored.pipe(frame) as AsyncIterable<Buffer>) {
      plainBytes += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw damaged(store, name, cause instanceof Error ? cause.message : String(cause), cause);
  } finally {
    stored.destroy();
    frame.destroy();
  }
  if (storedBytes !== part.storedBytes) {
    throw damaged(store, name, `it has ${storedBytes} bytes, its manifest says ${part.storedBytes}`);
  }
  if (hash.digest('hex') !== part.storedSha256) throw damaged(store, name, 'its SHA-256 is not that of its manifest');
  if (plainBytes !== part.plainBytes) {
    throw damaged(store, name, `it holds ${plainBytes} bytes, its manifest says ${part.plainBytes}`);
  }
}

/** What every check of a part says when it finds one that is not as it was stored. */
export function damaged(store: Store, name: string, what: string, cause?: unknown): Failure {
  return new Failure(`${name} in ${store.place} is damaged: ${what}`, {
    fix: 'use another backup: bulkhead backups lists them; and find out what changed this one',
    cause,
  });
}
