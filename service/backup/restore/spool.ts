import { createHash } from 'node:crypto';
import { closeSync, createReadStream, writeSync } from 'node:fs';
import type { ManifestPart } from '../manifest.ts';
import { openNamelessFile } from '../nameless-file.ts';
import { damaged } from '../part.ts';
import type { Store } from '../store/store.ts';

/** A stored part on this machine, proven. */
export interface FetchedPart {
  /** The stored bytes, from their start. */
  read(): AsyncIterable<Buffer>;
  close(): void;
}

/**
 * Fetches a stored part into a file without a name, and proves there that its bytes are those of the manifest. So not one
 * statement of a part runs before all of it is known to be what was dumped.
 * Throws a Failure that names the part where it is damaged, and what the store throws.
 */
export async function fetchPart(store: Store, folder: string, part: ManifestPart): Promise<FetchedPart> {
  const name = `${folder}/${part.name}`;
  const file = openNamelessFile();
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of (await store.open(name)) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > part.storedBytes) break;
      hash.update(chunk);
      writeWhole(file, chunk);
    }
    if (bytes !== part.storedBytes) {
      const found = bytes > part.storedBytes ? 'more' : String(bytes);
      throw damaged(store, name, `it has ${found} bytes, its manifest says ${part.storedBytes}`);
    }
    if (hash.digest('hex') !== part.storedSha256) throw damaged(store, name, 'its SHA-256 is not that of its manifest');
    return {
      read: () => createReadStream('', { fd: file, start: 0, autoClose: false }),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** write(2) may take less than it is given. */
function writeWhole(file: number, chunk: Buffer): void {
  for (let written = 0; written < chunk.length;) written += writeSync(file, chunk, written);
}
