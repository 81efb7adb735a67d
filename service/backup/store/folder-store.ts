import { randomUUID } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { Failure } from '../../../failure.ts';
import { folderFailure } from './folder-failure.ts';
import { assertName, isName, unfinishedMark } from './name.ts';
import { translateOwnErrors } from './own-errors.ts';
import { PassingBody } from './passing-body.ts';
import type { Receipt, Store, StoredObject } from './store.ts';

/** Only the user who makes backups may read them: they hold what the database holds. */
const privateFile = 0o600;
const privateFolder = 0o700;
/** Read at once, as Node would by itself; of a smaller file no more than it has, or ten thousand records take as many buffers. */
const readBytes = 64 * 1024;

/**
 * Backups in a folder, the default where nothing else is said. A put writes a file that is marked as unfinished, in the
 * folder where it will stay; once it is on the disk, link() gives it its name, which fails where the name is taken, and
 * so two puts of one name can not both win. A killed put leaves its marked file, until removeUnfinished() takes it.
 *
 * Below the store's own folder no symbolic link is followed. A folder has no locks: whoever may write there may remove.
 */
export class FolderStore implements Store {
  readonly place: string;
  readonly kind = 'folder';
  readonly lockMode = null;
  readonly #root: string;

  /** The folder need not exist: the first put makes it. */
  constructor(path: string) {
    this.#root = resolve(path);
    this.place = `file:${this.#root}`;
  }

  async put(name: string, body: AsyncIterable<Uint8Array>): Promise<Receipt> {
    const passing = new PassingBody(body);
    try {
      await this.#publishAs(name, passing);
    } catch (error) {
      passing.rethrow();
      throw folderFailure(error, `storing ${JSON.stringify(name)}`, this.place);
    }
    return { bytes: passing.bytes, encryptionKey: null };
  }

  async open(name: string): Promise<Readable> {
    const doing = `reading ${JSON.stringify(name)}`;
    return this.#ask(doing, async () => {
      const path = await this.#pathOf(name);
      const found = await lstatIfAny(path);
      if (!found?.isFile()) throw this.#missing(name);
      const translate = (error: unknown) => folderFailure(error, doing, this.place);
      return Readable.from(translateOwnErrors(this.#bytesOf(name, path, found.size), translate), { objectMode: false });
    });
  }

  async list(prefix: string): Promise<StoredObject[]> {
    return this.#ask('listing', async () => {
      const objects: StoredObject[] = [];
      for await (const path of filesBelow(this.#root)) {
        const name = relative(this.#root, path);
        if (!name.startsWith(prefix) || !isName(name)) continue;
        const found = await lstatIfAny(path);
        if (found) objects.push({ name, bytes: found.size, storedAt: found.mtime });
      }
      return objects.sort((one, other) => (one.name < other.name ? -1 : 1));
    });
  }

  lockedUntil(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async remove(name: string): Promise<void> {
    await this.#ask(`removing ${JSON.stringify(name)}`, async () => {
      const path = await this.#pathOf(name);
      const found = await lstatIfAny(path);
      if (found === undefined || found.isDirectory()) return;
      await rm(path, { force: true });
      await syncFolder(dirname(path));
      await this.#removeEmptyFolders(dirname(path));
    });
  }

  async removeUnfinished(begunBefore: Date): Promise<number> {
    return this.#ask('removing what is unfinished', async () => {
      let removed = 0;
      for await (const path of filesBelow(this.#root)) {
        if (!basename(path).startsWith(unfinishedMark)) continue;
        const found = await lstatIfAny(path);
        // A put that is under way was written to since.
        if (found === undefined || found.mtime >= begunBefore) continue;
        await rm(path, { force: true });
        await this.#removeEmptyFolders(dirname(path));
        removed += 1;
      }
      return removed;
    });
  }

  async #publishAs(name: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    const path = await this.#pathOf(name, makePrivateFolder);
    if ((await lstatIfAny(path)) !== undefined) throw this.#taken(name);
    try {
      await publish(path, body);
    } catch (error) {
      await this.#removeEmptyFolders(dirname(path));
      throw codeOf(error) === 'EEXIST' ? this.#taken(name) : error;
    }
  }

  async #ask<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw folderFailure(error, doing, this.place);
    }
  }

  /** Where an object lies. `make` makes each folder on the way; every one is looked at, so that no link leads out. */
  async #pathOf(name: string, make?: (folder: string) => Promise<void>): Promise<string> {
    assertName(name, this.place);
    await make?.(this.#root);
    let folder = this.#root;
    for (const segment of name.split('/').slice(0, -1)) {
      folder = join(folder, segment);
      await make?.(folder);
      const found = await lstatIfAny(folder);
      if (found === undefined || found.isDirectory()) continue;
      throw new Failure(`${folder} is not a folder`, { fix: 'move away what stands there; links are not followed' });
    }
    return join(this.#root, name);
  }

  async *#bytesOf(name: string, path: string, size: number): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    const highWaterMark = Math.min(Math.max(size, 1), readBytes);
    for await (const chunk of createReadStream(path, { highWaterMark }) as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      yield chunk;
    }
    if (bytes === size) return;
    throw new Failure(`${JSON.stringify(name)} in ${this.place} ended after ${bytes} of ${size} bytes`, {
      fix: 'somebody changes the files of the store: leave them alone, and use another backup',
    });
  }

  async #removeEmptyFolders(folder: string): Promise<void> {
    for (let empty = folder; empty !== this.#root; empty = dirname(empty)) {
      const gone = await rmdir(empty).then(
        () => true,
        () => false,
      );
      if (!gone) return;
    }
  }

  #taken(name: string): Failure {
    return new Failure(`${this.place} already has ${JSON.stringify(name)}`, {
      fix: 'choose another name: objects are never written over',
    });
  }

  #missing(name: string): Failure {
    return new Failure(`${this.place} has no ${JSON.stringify(name)}`, {
      fix: 'list what it holds, and choose of that',
    });
  }
}

/** Writes the bytes under a name of no meaning, and gives them theirs once they are durable. Leaves nothing if it fails. */
async function publish(path: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  const unfinished = join(dirname(path), `${unfinishedMark}${randomUUID()}`);
  let published = false;
  try {
    await writeDurably(unfinished, body);
    await link(unfinished, path);
    published = true;
    await unlink(unfinished);
    await syncFolder(dirname(path));
  } catch (error) {
    // The error that brought us here is the one to tell of; one while tidying up after it would only hide it.
    for (const left of published ? [path, unfinished] : [unfinished]) await rm(left, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeDurably(path: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', privateFile);
  try {
    await writeFile(file, body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a folder and those above it, durably: a new entry is on the disk once the folder that holds it is. */
async function makePrivateFolder(path: string): Promise<void> {
  const topmost = await mkdir(path, { recursive: true, mode: privateFolder });
  if (topmost === undefined) return;
  for (let made = path; made !== dirname(topmost); made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Every file below a folder, also the unfinished ones. Links are neither followed nor files here. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  // One that is not there has not been made yet, or has been removed while we looked at its neighbours.
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(noneWhereMissing)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

async function lstatIfAny(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function noneWhereMissing(error: unknown): Dirent[] {
  if (codeOf(error) === 'ENOENT') return [];
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
