import { statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A lock on a file that the kernel gives back when its holder dies, however it dies. No process id is written
 * down, so nothing goes stale and no reused id is mistaken for a holder. Node offers no flock(); SQLite, which
 * Node has inside, locks its file with fcntl() on Linux and macOS alike, and keeps count of holders in one process.
 */
export type LockMode = 'shared' | 'exclusive';

const busy = 5; // SQLITE_BUSY: somebody else holds it
const retryMilliseconds = 25;
// Nothing is ever written. A journal beside the file could not be made once the folder is gone, and the lock of a
// removed file has to be told by file(), not by an error of the disk. Said at each taking, as it asks for the lock too.
const noJournal = 'PRAGMA journal_mode = MEMORY; ';

export class KernelLock {
  readonly #file: DatabaseSync;
  readonly #inode: number;
  readonly #path: string;
  #mode: LockMode | undefined;

  /** Opens the lock's file and makes it if there is none; takes nothing yet. */
  constructor(path: string) {
    this.#path = path;
    makeFile(path);
    this.#inode = statSync(path).ino;
    this.#file = new DatabaseSync(path, { timeout: 0 });
  }

  /** Takes the lock if that can be done at once. A lock held in another mode is given back first. */
  tryTake(mode: LockMode): boolean {
    this.release();
    try {
      this.#file.exec(noJournal + (mode === 'exclusive' ? 'BEGIN EXCLUSIVE' : 'BEGIN; SELECT 1 FROM sqlite_schema'));
      this.#mode = mode;
      return true;
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== busy) throw error;
      if (this.#file.isTransaction) this.#file.exec('ROLLBACK');
      return false;
    }
  }

  /** Takes the lock, waiting up to `milliseconds`; says whether it got it. `waits` is called once, after a second. */
  async take(mode: LockMode, milliseconds: number, waits?: () => void): Promise<boolean> {
    const start = Date.now();
    let told = false;
    while (!this.tryTake(mode)) {
      const waited = Date.now() - start;
      if (waited >= milliseconds) return false;
      if (waited > 1000 && !told) {
        told = true;
        waits?.();
      }
      await sleep(retryMilliseconds);
    }
    return true;
  }

  /** Whether the path still leads to this lock: once somebody has removed the file, what it guards is no longer ours. */
  file(): 'here' | 'removed' | 'replaced' {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found === undefined) return 'removed';
    return found.ino === this.#inode ? 'here' : 'replaced';
  }

  release(): void {
    if (this.#mode === undefined) return;
    this.#mode = undefined;
    this.#file.exec('ROLLBACK');
  }

  close(): void {
    this.release();
    this.#file.close();
  }
}

/** Opens nothing that exists already: a process that closes any handle of a file loses all its locks on it. */
function makeFile(path: string): void {
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
