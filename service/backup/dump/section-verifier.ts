import { createHash } from 'node:crypto';
import { Failure } from '../../../failure.ts';
import type { ManifestPart, ManifestSection } from '../manifest.ts';
import { readPart } from '../part.ts';
import type { Store } from '../store/store.ts';

/**
 * Reads a section back from the store, part after part and each in the background of the next one's making, and proves
 * that it decompresses to the very bytes that were dumped.
 */
export class SectionVerifier {
  readonly #store: Store;
  readonly #folder: string;
  readonly #plainHash = createHash('sha256');
  #underWay: Promise<void> = Promise.resolve();

  constructor(store: Store, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /** Waits for the part before this one, then reads this one in the background. Throws what is wrong with the one before. */
  async begin(part: ManifestPart): Promise<void> {
    await this.#underWay;
    this.#underWay = this.#read(part);
    // Awaited by the next call; until then its rejection must not count as unhandled.
    this.#underWay.catch(() => undefined);
  }

  /** Throws a Failure where what was read back is not what was dumped. */
  async end(section: ManifestSection): Promise<void> {
    await this.#underWay;
    if (this.#plainHash.digest('hex') === section.plainSha256) return;
    throw new Failure(`${this.#folder}: the ${section.kind} read back from ${this.#store.place} are not those dumped`, {
      fix: 'run the backup again; if it happens twice, the memory or the disk of one side is failing',
    });
  }

  /** Resolves when nothing is under way any more, well or not. */
  async settled(): Promise<void> {
    await this.#underWay.catch(() => undefined);
  }

  async #read(part: ManifestPart): Promise<void> {
    for await (const chunk of readPart(this.#store, this.#folder, part)) this.#plainHash.update(chunk);
  }
}
