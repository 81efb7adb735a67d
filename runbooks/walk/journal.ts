import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../failure.ts';

const entrySchema = z.strictObject({
  at: z.iso.datetime(),
  operator: z.string(),
  page: z.string(),
  /** From 1; null for what is about the whole walk. */
  step: z.number().nullable(),
  /**
   * `running` stands before each command, so that one which was cut off shows; `ran` behind those that are not the
   * step's last; `went-on` where a step is left failed.
   */
  what: z.enum([
    ...['began', 'resumed', 'running', 'ran', 'done', 'done-by-hand', 'failed', 'went-on', 'skipped', 'quit', 'ended'],
  ] as const),
  /** Of the page’s text, with `began`: a page that has changed since has other steps. */
  pageHash: z.string().optional(),
  command: z.string().optional(),
  exitCode: z.number().optional(),
  reason: z.string().optional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** Who did what when in one walk: JSON lines, for its owner alone. What commands print is never in it. */
export class Journal {
  readonly path: string;
  /** Whether its last line was half written, and is gone: power was lost, or the disk was full. */
  readonly wasCutOff: boolean;
  readonly #entries: Entry[];

  /** Throws a Failure that names the line where one is no entry: somebody else wrote in it. */
  constructor(path: string) {
    this.path = path;
    const text = onDisk(path, () => readIfAny(path));
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.wasCutOff = whole !== text;
    this.#entries = whole
      .split('\n')
      .slice(0, -1)
      .map((line, index) => entryIn(line, `${path}:${index + 1}`));
    if (this.wasCutOff) onDisk(path, () => truncateSync(path, Buffer.byteLength(whole)));
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** It is on the disk when this returns. */
  add(entry: Entry): void {
    onDisk(this.path, () => {
      const file = openSync(this.path, 'a', 0o600);
      try {
        writeFileSync(file, `${JSON.stringify(entry)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    });
    this.#entries.push(entry);
  }
}

/** A new walk's journal. Its name says when it began and in which process, so that no two share one. */
export function newJournal(folder: string, page: string): Journal {
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return new Journal(join(folder, `${page}.${at}.${process.pid}.jsonl`));
}

/** The newest walk of this page, where it has not ended. */
export function openJournal(folder: string, page: string): Journal | undefined {
  const names = onDisk(folder, () => readdirSync(folder));
  const newest = names
    .filter((name) => name.startsWith(page) && /^\.[^.]+\.\d+\.jsonl$/.test(name.slice(page.length)))
    .sort()
    .at(-1);
  if (newest === undefined) return undefined;
  const journal = new Journal(join(folder, newest));
  return journal.entries.length === 0 || journal.entries.at(-1)?.what === 'ended' ? undefined : journal;
}

/** Makes the folder of journals where there is none. */
export function makeFolder(folder: string): void {
  onDisk(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
}

/** What the disk refuses, as a Failure. */
export function onDisk<Done>(path: string, work: () => Done): Done {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`the walk cannot be written down in ${path}: ${(error as Error).message}`, {
      fix: 'make room for it, or name a folder of yours with --journal; what is not written down is not run',
      cause: error,
    });
  }
}

function readIfAny(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function entryIn(line: string, place: string): Entry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (error) {
    throw new Failure(`${place}: this is no entry of a walk: the file was changed`, {
      fix: 'keep the file for whoever asks what was done, and begin anew with --from 1',
      cause: error,
    });
  }
}
