import { createHash } from 'node:crypto';
import { Failure } from '../../../failure.ts';
import type { ManifestPart, ManifestSection } from '../manifest.ts';
import { plainBytesOf } from '../part.ts';
import type { Store } from '../store/store.ts';
import { type FetchedPart, fetchPart } from './spool.ts';

/**
 * The plain bytes of a section, part after part; the next part is fetched and proven while this one is read. Throws a
 * Failure where a part is damaged, before any of it is yielded, and where all of them together are not what was dumped.
 */
export async function* readSection(store: Store, folder: string, section: ManifestSection): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const { part, fetched } of fetchedAhead(store, folder, section.parts)) {
    for await (const chunk of plainBytesOf(store, `${folder}/${part.name}`, part, fetched.read())) {
      hash.update(chunk);
      yield chunk;
    }
  }
  if (hash.digest('hex') === section.plainSha256) return;
  throw new Failure(`the ${section.kind} of ${folder} in ${store.place} are not what was dumped`, {
    fix: 'use another backup: bulkhead backups lists them',
  });
}

/** Each part in turn, while the one behind it is already on its way. */
async function* fetchedAhead(
  store: Store,
  folder: string,
  parts: readonly ManifestPart[],
): AsyncGenerator<{ part: ManifestPart; fetched: FetchedPart }> {
  let ahead: Promise<FetchedPart> | undefined = fetchPart(store, folder, parts[0]!);
  try {
    for (const [index, part] of parts.entries()) {
      const fetched: FetchedPart = await ahead!;
      ahead = undefined;
      const following = parts[index + 1];
      if (following !== undefined) {
        ahead = fetchPart(store, folder, following);
        // Awaited in the next round; until then its rejection must not count as unhandled.
        ahead.catch(() => undefined);
      }
      try {
        yield { part, fetched };
      } finally {
        fetched.close();
      }
    }
  } finally {
    // Whoever leaves early leaves a part that was fetched ahead.
    await ahead?.then(
      (fetched) => fetched.close(),
      () => undefined,
    );
  }
}
