import { createHash } from 'node:crypto';
import { Failure } from '../../failure.ts';
import { decompress } from './codec.ts';
import type { ManifestPart } from './manifest.ts';
import type { Store } from './store/store.ts';

/**
 * The plain bytes of a stored part. The stream ends well only where stored and plain bytes are those of the manifest; it
 * throws a Failure that names the part where they are not. What was yielded by then is not proven.
 */
export async function* readPart(store: Store, folder: string, part: ManifestPart): AsyncGenerator<Buffer> {
  const name = `${folder}/${part.name}`;
  const hash = createHash('sha256');
  let storedBytes = 0;
  const stored = async function* () {
    for await (const chunk of (await store.open(name)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      storedBytes += chunk.length;
      yield chunk;
    }
  };
  yield* plainBytesOf(store, name, part, stored());
  if (storedBytes !== part.storedBytes) {
    throw damaged(store, name, `it has ${storedBytes} bytes, its manifest says ${part.storedBytes}`);
  }
  if (hash.digest('hex') !== part.storedSha256) throw damaged(store, name, 'its SHA-256 is not that of its manifest');
}

/** Decompresses what is stored under a name. Throws a Failure where it is no frame, or one of another length. */
export async function* plainBytesOf(
  store: Store,
  name: string,
  part: ManifestPart,
  stored: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of decompress(stored)) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw damaged(store, name, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (bytes !== part.plainBytes) {
    throw damaged(store, name, `it holds ${bytes} bytes, its manifest says ${part.plainBytes}`);
  }
}

/** What every check of a part says when it finds one that is not as it was stored. */
export function damaged(store: Store, name: string, what: string, cause?: unknown): Failure {
  return new Failure(`${name} in ${store.place} is damaged: ${what}`, {
    fix: 'use another backup: bulkhead backups lists them; and find out what changed this one',
    cause,
  });
}
