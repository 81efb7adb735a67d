import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManifestPart } from '../manifest.ts';
import { damaged } from '../part.ts';
import type { Store } from '../store/store.ts';

/**
 * Fetches a stored part into a file without a name, and proves there that its bytes are those of the manifest. So not one
 * statement of a part runs before all of it is known to be what was dumped. The caller closes the file, which removes it.
 * Throws a Failure that names the part where it is damaged, and what the store throws.
 */
export async function fetchPart(store: Store, folder: string, part: ManifestPart): Promise<FileHandle> {
  const name = `${folder}/${part.name}`;
  const file = await namelessFile();
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of (await store.open(name)) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > part.storedBytes) break;
      hash.update(chunk);
      await file.write(chunk);
    }
    if (bytes !== part.storedBytes) {
      const found = bytes > part.storedBytes ? 'more' : String(bytes);
      throw damaged(store, name, `it has ${found} bytes, its manifest says ${part.storedBytes}`);
    }
    if (hash.digest('hex') !== part.storedSha256) throw damaged(store, name, 'its SHA-256 is not that of its manifest');
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The bytes of a fetched part, from its start. */
export function readFetched(file: FileHandle): AsyncIterable<Buffer> {
  return createReadStream('', { fd: file.fd, start: 0, autoClose: false });
}

async function namelessFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-part-'));
  try {
    return await open(join(folder, 'part'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
}
