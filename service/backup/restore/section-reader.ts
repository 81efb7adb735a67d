import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Failure } from '../../../failure.ts';
import { decompressor } from '../codec.ts';
import type { ManifestPart, ManifestSection } from '../manifest.ts';
import { damaged } from '../part.ts';
import type { Store } from '../store/store.ts';
import { fetchPart, readFetched } from './spool.ts';

/**
 * The plain bytes of a section, part after part; the next part is fetched and proven while this one is read. Throws a
 * Failure where a part is damaged, before any of it is yielded, and where all of them together are not what was dumped.
 */
export async function* readSection(store: Store, folder: string, section: ManifestSection): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const [first, ...rest] = section.parts;
  let next: Promise<FileHandle> = fetchPart(store, folder, first!);
  try {
    for (const [index, part] of section.parts.entries()) {
      const file = await next;
      try {
        const following = rest[index];
        if (following !== undefined) {
          next = fetchPart(store, folder, following);
          // Awaited in the next round; until then its rejection must not count as unhandled.
          next.catch(() => undefined);
        }
        for await (const chunk of decompressed(store, `${folder}/${part.name}`, part, file)) {
          hash.update(chunk);
          yield chunk;
        }
      } finally {
        await file.close();
      }
    }
  } finally {
    // Whoever leaves early leaves a part that was fetched ahead. Closing twice is no fault.
    await next.then(
      (file) => file.close(),
      () => undefined,
    );
  }
  if (hash.digest('hex') === section.plainSha256) return;
  throw new Failure(`the ${section.kind} of ${folder} in ${store.place} are not what was dumped`, {
    fix: 'use another backup: bulkhead backups lists them',
  });
}

async function* decompressed(store: Store, name: string, part: ManifestPart, file: FileHandle): AsyncGenerator<Buffer> {
  const source = Readable.from(readFetched(file), { objectMode: false });
  const frame = decompressor();
  source.on('error', (error) => frame.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of source.pipe(frame) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    throw damaged(store, name, cause instanceof Error ? cause.message : String(cause), cause);
  } finally {
    source.destroy();
    frame.destroy();
  }
  if (bytes !== part.plainBytes) {
    throw damaged(store, name, `it holds ${bytes} bytes, its manifest says ${part.plainBytes}`);
  }
}
