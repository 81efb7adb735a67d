import { createHash } from 'node:crypto';
import { compress } from '../codec.ts';
import type { ManifestPart, ManifestSection } from '../manifest.ts';
import { partName } from '../names.ts';
import type { Store } from '../store/store.ts';
import type { SectionKind } from './sections.ts';
import { ChunkReader } from './take-bytes.ts';
import { SectionVerifier } from './section-verifier.ts';

export interface SectionOptions {
  /** The folder of the backup in the store. */
  folder: string;
  /** Parts that earlier sections have. */
  partsBefore: number;
  /** Plain bytes of one part at the most. */
  partBytes: number;
  retainUntil: Date;
  verify: boolean;
  /** Called with the plain bytes that were read. */
  onBytes: (bytes: number) => void;
}

/** A section as it was stored, and the key that the store encrypted it with. */
export interface WrittenSection {
  section: ManifestSection;
  encryptionKey: string | null;
}

/**
 * Stores a section in parts, each a compressed frame of its own, hashing it before and after compression. While one part
 * is dumped, the part before it is read back and compared; so verifying costs a core and hardly any time.
 * Throws what the source, the store or the comparison throws.
 */
export async function writeSection(
  store: Store,
  kind: SectionKind,
  source: AsyncIterable<Buffer>,
  options: SectionOptions,
): Promise<WrittenSection> {
  const { folder, partsBefore, partBytes, retainUntil, onBytes } = options;
  const plainHash = createHash('sha256');
  const storedHash = createHash('sha256');
  const reader = new ChunkReader(source);
  const verifier = options.verify ? new SectionVerifier(store, folder) : undefined;
  const parts: ManifestPart[] = [];
  let encryptionKey: string | null = null;
  try {
    do {
      let plainBytes = 0;
      const plain = async function* () {
        for await (const chunk of reader.take(partBytes)) {
          plainHash.update(chunk);
          plainBytes += chunk.length;
          onBytes(chunk.length);
          yield chunk;
        }
      };
      const partHash = createHash('sha256');
      const stored = async function* () {
        for await (const chunk of compress(plain())) {
          partHash.update(chunk);
          storedHash.update(chunk);
          yield chunk;
        }
      };
      const name = partName(partsBefore + parts.length + 1, kind);
      const receipt = await store.put(`${folder}/${name}`, stored(), { retainUntil });
      encryptionKey = receipt.encryptionKey;
      const part = { name, plainBytes, storedBytes: receipt.bytes, storedSha256: partHash.digest('hex') };
      parts.push(part);
      await verifier?.begin(part);
    } while (!(await reader.atEnd()));
    const section = {
      kind,
      plainBytes: parts.reduce((sum, { plainBytes }) => sum + plainBytes, 0),
      plainSha256: plainHash.digest('hex'),
      storedBytes: parts.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
      storedSha256: storedHash.digest('hex'),
      parts,
    };
    await verifier?.end(section);
    return { section, encryptionKey };
  } finally {
    await reader.close();
    await verifier?.settled();
  }
}
