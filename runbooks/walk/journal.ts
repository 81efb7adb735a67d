import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const entrySchema = z.object({
  at: z.iso.datetime(),
  operator: z.string(),
  page: z.string(),
  /** From 1; null for what is about the whole walk. */
  step: z.number().nullable(),
  /** `running` stands before a command, so that one which was cut off shows. */
  what: z.enum(['began', 'resumed', 'running', 'done', 'done-by-hand', 'failed', 'skipped', 'quit', 'ended']),
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
  #entries: Entry[];

  constructor(path: string) {
    this.path = path;
    this.#entries = readEntries(path);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** It is on the disk when this returns. */
  add(entry: Entry): void {
    const file = openSync(this.path, 'a', 0o600);
    try {
      // A line that was cut off stays by itself.
      writeSync(file, `\n${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#entries.push(entry);
  }
}

/** A new walk's journal. Its name says when it began and in which process, so that no two share one. */
export function newJournal(folder: string, page: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return new Journal(join(folder, `${page}.${at}.${process.pid}.jsonl`));
}

/** The newest walk of this page, where it has not ended. */
export function openJournal(folder: string, page: string): Journal | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder).filter((name) => name.startsWith(`${page}.`) && name.endsWith('.jsonl'));
  const newest = names.sort().at(-1);
  if (newest === undefined) return undefined;
  const journal = new Journal(join(folder, newest));
  return journal.entries.length === 0 || journal.entries.at(-1)?.what === 'ended' ? undefined : journal;
}

function readEntries(path: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => entryIn(line) ?? []);
}

/** Undefined for a line that a crash cut off. */
function entryIn(line: string): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
