import type { Readable } from 'node:stream';

/** One object as a listing shows it. */
export interface StoredObject {
  name: string;
  bytes: number;
  storedAt: Date;
}

/** What the store says of an object it has just taken. */
export interface Receipt {
  bytes: number;
  /** The key that encrypts it, as the store names it; null where the store encrypts with none of ours. */
  encryptionKey: string | null;
}

/**
 * Where backups, erasures and drill records lie: a folder, or a prefix of an S3 bucket. An object is there whole or not
 * at all, and is never written over. Methods throw a Failure that names the place and what would mend it.
 *
 * Names are paths with slashes, as name.ts says. No name may also be the folder of another one: `a` and `a/b` do not go
 * together.
 */
export interface Store {
  /** For people: `s3://bucket/prefix` or `file:/folder`. Holds no secret. */
  readonly place: string;
  readonly kind: 'folder' | 'S3 bucket';
  /** How it locks what is put with `retainUntil`, which each put proves before it resolves; null where it does not. */
  readonly lockMode: 'COMPLIANCE' | null;
  /**
   * Stores what the body yields, durably, before it resolves. `retainUntil` locks the object against everybody until
   * then, where the store can. Throws where the name is taken, before it reads the body where it can, and throws what
   * the body throws. Nothing is then to be seen.
   */
  put(name: string, body: AsyncIterable<Uint8Array>, options?: { retainUntil?: Date }): Promise<Receipt>;
  /**
   * The bytes of an object. Nothing is held until they are read. The stream fails with a Failure where they end early.
   * Throws where there is no such object.
   */
  open(name: string): Promise<Readable>;
  /** All objects whose name begins so, in the order of their names (by UTF-16 code units, as `<` has it). */
  list(prefix: string): Promise<StoredObject[]>;
  /** Until when the store itself refuses to delete it; undefined where it would not. */
  lockedUntil(name: string): Promise<Date | undefined>;
  /** Removes an object for good; one that is not there is no fault. Throws where it is locked. */
  remove(name: string): Promise<void>;
  /**
   * Removes what puts that were killed have left behind: it is never listed, but it takes room. Only what was begun
   * before `begunBefore` goes, because a younger one may be under way. Resolves to how many there were.
   */
  removeUnfinished(begunBefore: Date): Promise<number>;
}
